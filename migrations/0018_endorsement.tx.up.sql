-- The posts of the United States that endorse museums abroad; an address is typed in by the office before the first letter.
CREATE TABLE posts (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    kind text NOT NULL,
    country text NOT NULL, -- where it stands
    city text NOT NULL,
    lat double precision NOT NULL,
    lon double precision NOT NULL,
    serves text NOT NULL DEFAULT '', -- other countries it answers for, codes between spaces
    email text NOT NULL DEFAULT '',
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT posts_kind_known CHECK (kind IN ('embassy', 'consulate', 'office')),
    CONSTRAINT posts_country_shape CHECK (country ~ '^[A-Z]{2}$'),
    CONSTRAINT posts_email_shape CHECK (email = '' OR (email LIKE '_%@_%' AND email = lower(email) AND length(email) <= 254))
);
CREATE UNIQUE INDEX posts_name_once ON posts (lower(name));

CREATE TABLE endorsements (
    id uuid PRIMARY KEY,
    member_id uuid NOT NULL REFERENCES partnership_members ON DELETE CASCADE,
    post_id uuid REFERENCES posts,
    post text NOT NULL,
    email text NOT NULL DEFAULT '',
    state text NOT NULL DEFAULT 'requested',
    reason text NOT NULL DEFAULT '',
    note text NOT NULL DEFAULT '', -- what the office wrote to the post
    requested_by uuid REFERENCES people,
    requested_at timestamptz NOT NULL,
    sent_at timestamptz,
    expires_at timestamptz,
    reminded_at timestamptz,
    answered_at timestamptz,
    officer_name text NOT NULL DEFAULT '', -- who answered at the post, as they typed it
    officer_title text NOT NULL DEFAULT '',
    recorded_by uuid REFERENCES people, -- who of the office recorded an answer that came another way
    document_id uuid REFERENCES documents,
    CONSTRAINT endorsements_state_known CHECK (state IN ('requested', 'sent_to_post', 'endorsed', 'declined', 'expired')),
    CONSTRAINT endorsements_decline_why CHECK (state <> 'declined' OR reason <> '')
);
CREATE UNIQUE INDEX endorsements_once ON endorsements (member_id) WHERE state NOT IN ('expired');

-- The mailed links: only their hash is kept, the newest of an endorsement works, and once.
CREATE TABLE endorsement_links (
    token_hash bytea PRIMARY KEY,
    endorsement_id uuid NOT NULL REFERENCES endorsements ON DELETE CASCADE,
    link_id text NOT NULL, -- with the key of the house, which no table holds, the token of a reminder
    made_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    voided_at timestamptz
);
CREATE INDEX endorsement_links_by_endorsement ON endorsement_links (endorsement_id);
CREATE INDEX endorsement_links_open ON endorsement_links (expires_at) WHERE used_at IS NULL AND voided_at IS NULL;

INSERT INTO posts (id, name, kind, country, city, lat, lon, serves) VALUES
    ('01900000-0000-7000-8000-0000000e0001', 'U.S. Embassy Pretoria', 'embassy', 'ZA', 'Pretoria', -25.75, 28.19, ''),
    ('01900000-0000-7000-8000-0000000e0002', 'U.S. Consulate General Johannesburg', 'consulate', 'ZA', 'Johannesburg', -26.11, 28.05, ''),
    ('01900000-0000-7000-8000-0000000e0003', 'U.S. Consulate General Cape Town', 'consulate', 'ZA', 'Cape Town', -33.92, 18.42, ''),
    ('01900000-0000-7000-8000-0000000e0004', 'U.S. Consulate General Durban', 'consulate', 'ZA', 'Durban', -29.86, 31.03, ''),
    ('01900000-0000-7000-8000-0000000e0005', 'U.S. Embassy Rabat', 'embassy', 'MA', 'Rabat', 34.02, -6.83, ''),
    ('01900000-0000-7000-8000-0000000e0006', 'U.S. Consulate General Casablanca', 'consulate', 'MA', 'Casablanca', 33.59, -7.62, ''),
    ('01900000-0000-7000-8000-0000000e0007', 'U.S. Mission to Afghanistan, Doha', 'office', 'QA', 'Doha', 25.29, 51.53, 'AF'),
    ('01900000-0000-7000-8000-0000000e0008', 'U.S. Embassy Doha', 'embassy', 'QA', 'Doha', 25.33, 51.48, ''),
    ('01900000-0000-7000-8000-0000000e0009', 'U.S. Embassy Nairobi', 'embassy', 'KE', 'Nairobi', -1.23, 36.81, ''),
    ('01900000-0000-7000-8000-0000000e000a', 'U.S. Embassy Niamey', 'embassy', 'NE', 'Niamey', 13.52, 2.08, ''),
    ('01900000-0000-7000-8000-0000000e000b', 'U.S. Embassy Dakar', 'embassy', 'SN', 'Dakar', 14.74, -17.52, ''),
    ('01900000-0000-7000-8000-0000000e000c', 'U.S. Embassy Copenhagen', 'embassy', 'DK', 'Copenhagen', 55.69, 12.58, ''),
    ('01900000-0000-7000-8000-0000000e000d', 'U.S. Embassy Manila', 'embassy', 'PH', 'Manila', 14.58, 120.98, ''),
    ('01900000-0000-7000-8000-0000000e000e', 'U.S. Embassy Abu Dhabi', 'embassy', 'AE', 'Abu Dhabi', 24.43, 54.41, ''),
    ('01900000-0000-7000-8000-0000000e000f', 'U.S. Consulate General Dubai', 'consulate', 'AE', 'Dubai', 25.26, 55.31, ''),
    ('01900000-0000-7000-8000-0000000e0010', 'U.S. Embassy Abuja', 'embassy', 'NG', 'Abuja', 9.04, 7.48, ''),
    ('01900000-0000-7000-8000-0000000e0011', 'U.S. Consulate General Lagos', 'consulate', 'NG', 'Lagos', 6.44, 3.40, ''),
    ('01900000-0000-7000-8000-0000000e0012', 'U.S. Embassy Jerusalem', 'embassy', 'IL', 'Jerusalem', 31.75, 35.22, 'PS'),
    ('01900000-0000-7000-8000-0000000e0013', 'U.S. Embassy Madrid', 'embassy', 'ES', 'Madrid', 40.43, -3.69, ''),
    ('01900000-0000-7000-8000-0000000e0014', 'U.S. Consulate General Barcelona', 'consulate', 'ES', 'Barcelona', 41.40, 2.12, ''),
    ('01900000-0000-7000-8000-0000000e0015', 'U.S. Embassy Brasília', 'embassy', 'BR', 'Brasília', -15.80, -47.87, ''),
    ('01900000-0000-7000-8000-0000000e0016', 'U.S. Consulate General Rio de Janeiro', 'consulate', 'BR', 'Rio de Janeiro', -22.91, -43.17, ''),
    ('01900000-0000-7000-8000-0000000e0017', 'U.S. Consulate General São Paulo', 'consulate', 'BR', 'São Paulo', -23.63, -46.70, ''),
    ('01900000-0000-7000-8000-0000000e0018', 'U.S. Consulate General Recife', 'consulate', 'BR', 'Recife', -8.06, -34.89, ''),
    ('01900000-0000-7000-8000-0000000e0019', 'U.S. Consulate General Porto Alegre', 'consulate', 'BR', 'Porto Alegre', -30.02, -51.17, ''),
    ('01900000-0000-7000-8000-0000000e001a', 'U.S. Embassy Bucharest', 'embassy', 'RO', 'Bucharest', 44.52, 26.08, ''),
    ('01900000-0000-7000-8000-0000000e001b', 'U.S. Embassy Phnom Penh', 'embassy', 'KH', 'Phnom Penh', 11.57, 104.92, ''),
    ('01900000-0000-7000-8000-0000000e001c', 'U.S. Embassy Ulaanbaatar', 'embassy', 'MN', 'Ulaanbaatar', 47.92, 106.94, ''),
    ('01900000-0000-7000-8000-0000000e001d', 'U.S. Embassy Paris', 'embassy', 'FR', 'Paris', 48.87, 2.32, ''),
    ('01900000-0000-7000-8000-0000000e001e', 'U.S. Consulate General Marseille', 'consulate', 'FR', 'Marseille', 43.29, 5.38, ''),
    ('01900000-0000-7000-8000-0000000e001f', 'U.S. Consulate General Strasbourg', 'consulate', 'FR', 'Strasbourg', 48.59, 7.77, ''),
    ('01900000-0000-7000-8000-0000000e0020', 'U.S. Embassy Singapore', 'embassy', 'SG', 'Singapore', 1.31, 103.82, ''),
    ('01900000-0000-7000-8000-0000000e0021', 'U.S. Embassy Kingston', 'embassy', 'JM', 'Kingston', 18.01, -76.78, ''),
    ('01900000-0000-7000-8000-0000000e0022', 'U.S. Embassy Mexico City', 'embassy', 'MX', 'Mexico City', 19.43, -99.17, ''),
    ('01900000-0000-7000-8000-0000000e0023', 'U.S. Consulate General Guadalajara', 'consulate', 'MX', 'Guadalajara', 20.67, -103.37, ''),
    ('01900000-0000-7000-8000-0000000e0024', 'U.S. Consulate General Monterrey', 'consulate', 'MX', 'Monterrey', 25.68, -100.46, ''),
    ('01900000-0000-7000-8000-0000000e0025', 'U.S. Consulate General Mérida', 'consulate', 'MX', 'Mérida', 20.98, -89.62, ''),
    ('01900000-0000-7000-8000-0000000e0026', 'U.S. Consulate General Tijuana', 'consulate', 'MX', 'Tijuana', 32.53, -116.97, ''),
    ('01900000-0000-7000-8000-0000000e0027', 'U.S. Embassy Kyiv', 'embassy', 'UA', 'Kyiv', 50.46, 30.43, ''),
    ('01900000-0000-7000-8000-0000000e0028', 'U.S. Embassy Reykjavík', 'embassy', 'IS', 'Reykjavík', 64.14, -21.92, ''),
    ('01900000-0000-7000-8000-0000000e0029', 'U.S. Embassy Warsaw', 'embassy', 'PL', 'Warsaw', 52.22, 21.02, ''),
    ('01900000-0000-7000-8000-0000000e002a', 'U.S. Consulate General Kraków', 'consulate', 'PL', 'Kraków', 50.06, 19.94, ''),
    ('01900000-0000-7000-8000-0000000e002b', 'U.S. Embassy Amman', 'embassy', 'JO', 'Amman', 31.94, 35.88, ''),
    ('01900000-0000-7000-8000-0000000e002c', 'U.S. Embassy Beijing', 'embassy', 'CN', 'Beijing', 39.95, 116.46, ''),
    ('01900000-0000-7000-8000-0000000e002d', 'U.S. Consulate General Shanghai', 'consulate', 'CN', 'Shanghai', 31.21, 121.45, ''),
    ('01900000-0000-7000-8000-0000000e002e', 'U.S. Consulate General Guangzhou', 'consulate', 'CN', 'Guangzhou', 23.12, 113.32, ''),
    ('01900000-0000-7000-8000-0000000e002f', 'U.S. Consulate General Shenyang', 'consulate', 'CN', 'Shenyang', 41.79, 123.43, ''),
    ('01900000-0000-7000-8000-0000000e0030', 'U.S. Consulate General Wuhan', 'consulate', 'CN', 'Wuhan', 30.58, 114.28, ''),
    ('01900000-0000-7000-8000-0000000e0031', 'U.S. Embassy Lima', 'embassy', 'PE', 'Lima', -12.10, -76.97, ''),
    ('01900000-0000-7000-8000-0000000e0032', 'U.S. Embassy Prague', 'embassy', 'CZ', 'Prague', 50.09, 14.40, ''),
    ('01900000-0000-7000-8000-0000000e0033', 'U.S. Embassy Sarajevo', 'embassy', 'BA', 'Sarajevo', 43.86, 18.40, ''),
    ('01900000-0000-7000-8000-0000000e0034', 'U.S. Embassy Hanoi', 'embassy', 'VN', 'Hanoi', 21.02, 105.82, ''),
    ('01900000-0000-7000-8000-0000000e0035', 'U.S. Consulate General Ho Chi Minh City', 'consulate', 'VN', 'Ho Chi Minh City', 10.78, 106.70, ''),
    ('01900000-0000-7000-8000-0000000e0036', 'U.S. Embassy Kampala', 'embassy', 'UG', 'Kampala', 0.30, 32.59, ''),
    ('01900000-0000-7000-8000-0000000e0037', 'U.S. Embassy Santiago', 'embassy', 'CL', 'Santiago', -33.41, -70.60, ''),
    ('01900000-0000-7000-8000-0000000e0038', 'U.S. Embassy Muscat', 'embassy', 'OM', 'Muscat', 23.62, 58.49, ''),
    ('01900000-0000-7000-8000-0000000e0039', 'U.S. Embassy Accra', 'embassy', 'GH', 'Accra', 5.58, -0.17, ''),
    ('01900000-0000-7000-8000-0000000e003a', 'U.S. Embassy Ankara', 'embassy', 'TR', 'Ankara', 39.90, 32.76, ''),
    ('01900000-0000-7000-8000-0000000e003b', 'U.S. Consulate General Istanbul', 'consulate', 'TR', 'Istanbul', 41.12, 29.06, ''),
    ('01900000-0000-7000-8000-0000000e003c', 'U.S. Consulate Adana', 'consulate', 'TR', 'Adana', 36.99, 35.33, ''),
    ('01900000-0000-7000-8000-0000000e003d', 'U.S. Embassy Quito', 'embassy', 'EC', 'Quito', -0.13, -78.48, ''),
    ('01900000-0000-7000-8000-0000000e003e', 'U.S. Consulate General Guayaquil', 'consulate', 'EC', 'Guayaquil', -2.19, -79.89, ''),
    ('01900000-0000-7000-8000-0000000e003f', 'U.S. Embassy Kigali', 'embassy', 'RW', 'Kigali', -1.95, 30.09, ''),
    ('01900000-0000-7000-8000-0000000e0040', 'U.S. Embassy New Delhi', 'embassy', 'IN', 'New Delhi', 28.60, 77.19, ''),
    ('01900000-0000-7000-8000-0000000e0041', 'U.S. Consulate General Mumbai', 'consulate', 'IN', 'Mumbai', 19.06, 72.87, ''),
    ('01900000-0000-7000-8000-0000000e0042', 'U.S. Consulate General Chennai', 'consulate', 'IN', 'Chennai', 13.05, 80.25, ''),
    ('01900000-0000-7000-8000-0000000e0043', 'U.S. Consulate General Kolkata', 'consulate', 'IN', 'Kolkata', 22.55, 88.35, ''),
    ('01900000-0000-7000-8000-0000000e0044', 'U.S. Consulate General Hyderabad', 'consulate', 'IN', 'Hyderabad', 17.42, 78.35, '');
