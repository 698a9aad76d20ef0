-- A shipping line: voyages of vessels between ports, containers booked on them and what that costs.

create table ports (code char(5) primary key, name text not null, country text not null, depth_m numeric(4,1));
insert into ports values
  ('NLRTM', 'Rotterdam', 'Netherlands', 24.0), ('SGSIN', 'Singapore', 'Singapore', 16.0),
  ('CNSHA', 'Shanghai', 'China', 17.5), ('BRSSZ', 'Santos', 'Brazil', null),
  ('ZADUR', 'Durban', 'South Africa', 12.8), ('USLAX', 'Los Angeles', 'United States', 16.2),
  ('DEHAM', 'Hamburg', 'Germany', 15.1), ('INNSA', 'Nhava Sheva', 'India', 15.0);

create table vessels (id int primary key, name varchar(30) not null, capacity_teu int not null, built smallint, flag text);
insert into vessels
select n, 'MV ' || chr(64 + n) || repeat('a', n % 4 + 1), 1000 + n * 730, case when n % 5 <> 0 then 1990 + n * 2 end,
  (array['Liberia', 'Panama', 'Malta', null])[n % 4 + 1]
from generate_series(1, 12) n;

create table voyages (
  id int primary key, vessel_id int not null references vessels, origin char(5) not null references ports,
  destination char(5) not null references ports, departed date not null, arrived date, distance_nm double precision);
insert into voyages
select n, n % 12 + 1, codes[n % 8 + 1], codes[(n * 3 + 1) % 8 + 1], date '2025-01-03' + n * 4,
  case when n % 9 <> 0 then date '2025-01-03' + n * 4 + 6 + n * 7 % 23 end, 1200.5 + n * 137.25
from generate_series(1, 120) n, (select array_agg(code order by code) as codes from ports) p;

create table clients (id int primary key, name text not null, industry text, credit_limit numeric(12,2));
insert into clients
select n, 'Client ' || n, (array['Food', 'Steel', 'Textiles', 'Toys', null])[n % 5 + 1],
  case when n % 7 <> 0 then n * 12500.5 end
from generate_series(1, 30) n;

create table bookings (
  id bigint primary key, client_id int references clients, voyage_id int not null references voyages,
  containers int not null, weight_t numeric(8,3) not null, reefer boolean, price numeric(12,2) not null,
  discount numeric(4,3) not null, booked_at timestamp not null);
insert into bookings
select n, case when n % 41 <> 0 then n * n % 30 + 1 end, n * 7 % 120 + 1, n % 9 + 1, (n * 37 % 2600) / 7.0,
  case when n % 6 = 0 then null else n % 4 = 0 end, (n * 7919 % 500000) / 100.0 + 90, (n % 8) / 80.0,
  timestamp '2024-12-01 08:00' + n * interval '5 hours 13 minutes'
from generate_series(1, 1500) n;

create table charges (booking_id bigint not null references bookings, kind text not null, amount numeric(14,4) not null, primary key (booking_id, kind));
insert into charges
select b.id, kind, (b.id * 104729 % 90000) / 1000.0 * case kind when 'customs' then 1.5 else 0.3333 end
from bookings b, unnest(array['fuel', 'customs', 'storage']) kind
where b.id % (length(kind) - 2) = 0;
