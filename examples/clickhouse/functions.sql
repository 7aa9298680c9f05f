-- ClickHouse sends no rows to a program behind a function without arguments, so these call one that ignores its argument.
CREATE FUNCTION IF NOT EXISTS sd_version AS () -> sd_version_each('');
CREATE FUNCTION IF NOT EXISTS sd_functions AS () -> sd_functions_each('');
