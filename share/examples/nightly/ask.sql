SELECT house, item, pieces FROM stock ORDER BY house, item;
