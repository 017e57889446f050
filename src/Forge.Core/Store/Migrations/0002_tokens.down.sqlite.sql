DROP TABLE refusals;
DROP TABLE tokens;
