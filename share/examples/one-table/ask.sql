SELECT id, address FROM customer ORDER BY id;
