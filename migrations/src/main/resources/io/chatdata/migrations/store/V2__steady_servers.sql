-- Since when a server's heartbeat is unbroken, by this database's clock: only who was here all the
-- time may judge who wasn't.
alter table chatdata.servers add column steady_since timestamptz not null default now();
