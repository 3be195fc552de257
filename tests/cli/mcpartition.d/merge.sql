-- shop.Pair
set odps.sql.type.system.odps2=true;
set odps.sql.decimal.odps2=true;
create table if not exists `pair` (
    `a` bigint,
    `v` string,
    `b` decimal(5,1) comment 'it\'s \\ 1\n2'
);
set odps.sql.allow.fullscan=true;
set odps.sql.type.system.odps2=true;
set odps.sql.decimal.odps2=true;
insert overwrite table `pair`
select `a`, `v`, `b`
from (
    select row_number() over (partition by t.`b`, t.`a`
            order by `record_id` desc, `after_flag` desc) as row_number,
        `record_id`, `operation_flag`, `after_flag`, `a`, `v`, `b`
    from (
            select incr.`record_id`, incr.`operation_flag`, incr.`after_flag`, incr.`a`, incr.`v`, incr.`b`
            from `pair_log` incr
            where incr.`utc_timestamp` < 1772874360
              and (incr.`modifytime_year` < '2026' or (incr.`modifytime_year` = '2026' and (incr.`modifytime_month` < '03' or (incr.`modifytime_month` = '03' and (incr.`modifytime_day` <= '07')))))
            union all
            select 0 as `record_id`, 'I' as `operation_flag`, 'Y' as `after_flag`, base.`a`, base.`v`, base.`b`
            from `pair_base` base
        ) t
    ) gt
where row_number = 1 and `after_flag` = 'Y';
