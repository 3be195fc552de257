CREATE DATABASE example3;
CREATE TABLE example3.stock (
	house INT, item VARCHAR(20), pieces INT, PRIMARY KEY (house, item)
);
INSERT INTO example3.stock VALUES (1, 'nail', 100), (1, 'screw', 50);
