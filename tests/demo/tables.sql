-- The three tables of the demo: the commission's example, one with a key of
-- two columns, one with many types.
CREATE DATABASE shop;
USE shop;
CREATE TABLE customer (
	id BIGINT PRIMARY KEY,
	register_time DATETIME,
	address VARCHAR(200)
) COMMENT 'who buys';
CREATE TABLE order_line (
	order_id BIGINT NOT NULL,
	line SMALLINT UNSIGNED NOT NULL,
	sku VARCHAR(32) NOT NULL,
	quantity INT NOT NULL,
	price DECIMAL(12,2),
	updated TIMESTAMP(3) NULL,
	PRIMARY KEY (order_id, line)
);
CREATE TABLE everything (
	id INT UNSIGNED PRIMARY KEY,
	tiny TINYINT, small SMALLINT UNSIGNED, medium MEDIUMINT,
	big BIGINT, ubig BIGINT UNSIGNED,
	money DECIMAL(20,4), huge DECIMAL(65,30),
	f FLOAT, d DOUBLE, bits BIT(12),
	born DATE, at DATETIME(6), stamp TIMESTAMP(6) NULL,
	clock TIME(3), y YEAR,
	code CHAR(8), name VARCHAR(100), story TEXT,
	raw VARBINARY(64), picture BLOB,
	color ENUM('red', 'green', 'blue'), tags SET('new', 'hot', 'gone'),
	doc JSON
) DEFAULT CHARSET utf8mb4;
