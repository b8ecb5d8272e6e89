DROP VIEW response_cycles;
