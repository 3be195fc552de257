SET odps.sql.allow.fullscan = true;
SELECT operation_flag, before_flag, after_flag, total FROM sales_log
	ORDER BY record_id, after_flag;
SELECT id, total FROM sales ORDER BY id;
SELECT id, what FROM audit;
