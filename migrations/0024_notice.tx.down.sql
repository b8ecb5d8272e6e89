DROP TABLE calendar_links;
DROP TABLE notice_preferences;
