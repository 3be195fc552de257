CREATE DATABASE example1;
CREATE TABLE example1.customer (
	id BIGINT PRIMARY KEY,
	register_time DATETIME,
	address VARCHAR(200)
);
INSERT INTO example1.customer VALUES
	(1, '2026-01-01 10:00:00', 'Hafen 1'),
	(2, '2026-01-02 10:00:00', 'Hafen 2');
