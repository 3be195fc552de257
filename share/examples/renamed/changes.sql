USE example2;
UPDATE orders SET sum = 11.25 WHERE id = 1;
INSERT INTO audit VALUES (1, 'raised');
UPDATE audit SET what = 'nobody shall see this';
INSERT INTO tmp_1 VALUES (1);
