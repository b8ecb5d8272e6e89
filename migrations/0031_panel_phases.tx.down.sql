DROP TABLE call_ups;
DROP TABLE panel_declarations;
DROP TABLE panel_phase_changes;
DROP TRIGGER panels_have_phases ON panels;
DROP FUNCTION give_panel_phases();
DROP TABLE panel_phases;
DROP FUNCTION phase_of_panel(text);
