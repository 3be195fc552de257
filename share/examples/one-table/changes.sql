USE example1;
INSERT INTO customer VALUES (3, '2026-01-03 10:00:00', 'Hafen 3');
UPDATE customer SET address = 'Lange Reihe 7' WHERE id = 1;
DELETE FROM customer WHERE id = 2;
