-- shop.Pair
set odps.sql.type.system.odps2=true;
set odps.sql.decimal.odps2=true;
create table if not exists `pair_base` (
    `a` bigint,
    `v` string,
    `b` decimal(5,1) comment 'it\'s \\ 1\n2'
);
set odps.sql.type.system.odps2=true;
set odps.sql.decimal.odps2=true;
create table if not exists `pair_log` (
    `record_id` bigint,
    `operation_flag` string,
    `utc_timestamp` bigint,
    `before_flag` string,
    `after_flag` string,
    `a` bigint,
    `v` string,
    `b` decimal(5,1) comment 'it\'s \\ 1\n2'
) comment 'changes of shop.Pair, partitions in UTC'
partitioned by (`modifytime_year` string, `modifytime_month` string)
lifecycle 9;
