DROP TABLE report_figure_rows;
DROP TABLE report_figures;
DROP TABLE reports;
DROP FUNCTION guard_figure_rows;
DROP FUNCTION guard_figures;
DROP FUNCTION guard_report;
