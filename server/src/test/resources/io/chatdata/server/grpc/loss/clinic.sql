-- A clinic whose tables have types and names of all kinds.

create schema care;
create type care.urgency as enum ('routine', 'soon', 'emergency');

create table care."Patient" (
  "patientId" uuid primary key, "fullName" text not null, "bornOn" date, "bloodGroup" char(3), allergies text[],
  "contactInfo" jsonb not null, "homeAddress" inet);
insert into care."Patient"
select md5(n::text)::uuid, (array['Zoë O''Hara', 'Łukasz "Lu" Żak', '李 雷', 'Ana\María', 'Ümit;Öz'])[n % 5 + 1] || ' ' || n,
  case when n % 11 <> 0 then date '1940-02-29' + n * 433 end, (array['A+', '0-', 'AB-', null])[n % 4 + 1],
  case n % 4 when 0 then '{}' when 1 then array['nuts'] when 2 then array['nuts', null, 'dust, mites'] end,
  jsonb_build_object('phone', '+49 30 ' || n * 1234567, 'consent', n % 3 = 0, 'visits', n,
    'doctor', case when n % 2 = 0 then jsonb_build_object('name', 'Dr ' || n % 4, 'room', n % 10) end),
  ('10.0.' || n % 4 || '.' || n)::inet
from generate_series(1, 60) n;

create table care.visit (
  id bigint primary key, "patientId" uuid not null references care."Patient", urgency care.urgency not null,
  started timestamptz not null, lasted interval, fee money, temperature real, pulse smallint, score double precision,
  tests numeric[], slot tstzrange, scan bytea, note varchar(80));
insert into care.visit
select 9007199254740990 + n, md5((n % 60 + 1)::text)::uuid, (enum_range(null::care.urgency))[n * n % 3 + 1],
  timestamptz '2025-12-28 23:30:15.25+00' + n * interval '17 hours 11 minutes',
  case when n % 6 <> 0 then n * interval '1 minute 3.5 seconds' end, case when n % 5 <> 0 then (n * 12.35)::numeric::money end,
  case when n % 7 <> 0 then 36 + (n % 50) / 10.0 end, case when n % 8 <> 0 then 50 + n % 90 end,
  case n % 13 when 0 then 'NaN' when 1 then 'Infinity' when 2 then null else n / 3.0 end,
  array[n / 4.0, null, n * 10000000000.5],
  tstzrange(timestamptz '2026-01-01 00:00+00' + n * interval '1 day', timestamptz '2026-01-01 02:00+00' + n * interval '1 day'),
  case when n % 10 = 0 then decode(md5(n::text), 'hex') end, case n % 9 when 0 then null when 1 then '' else 'note ' || n end
from generate_series(1, 400) n;

create view care.busy as
select "patientId", count(*) as visits, max(started) as latest from care.visit group by 1 having count(*) > 6;
