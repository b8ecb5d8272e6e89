DROP TABLE offline_forms;
