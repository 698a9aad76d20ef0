-- Customers and users.

create temporary table place on commit drop as
select row_number() over (order by rank, city_rank) - 1 as place, country, city
from (values
  (1, 'United States', array['New York', 'Chicago', 'Austin', 'Seattle', 'Denver', 'Boston']),
  (2, 'Germany', array['Berlin', 'Hamburg', 'Munich', 'Cologne', 'Leipzig']),
  (3, 'United Kingdom', array['London', 'Manchester', 'Bristol', 'Edinburgh']),
  (4, 'France', array['Paris', 'Lyon', 'Nantes']),
  (5, 'Canada', array['Toronto', 'Vancouver', 'Montreal']),
  (6, 'Spain', array['Madrid', 'Valencia']),
  (7, 'Netherlands', array['Amsterdam', 'Utrecht']),
  (8, 'Italy', array['Milan', 'Turin']),
  (9, 'Poland', array['Warsaw', 'Kraków']),
  (10, 'Sweden', array['Stockholm', 'Malmö']),
  (11, 'Australia', array['Sydney', 'Perth']),
  (12, 'Japan', array['Tokyo', 'Osaka']),
  (13, 'India', array['Mumbai', 'Pune']),
  (14, 'Brazil', array['São Paulo', 'Recife']),
  (15, 'Mexico', array['Mexico City', 'Puebla'])) countries (rank, country, cities),
  unnest(cities) with ordinality city (city, city_rank);

create temporary table person on commit drop as
select
  n,
  given || ' ' || family as name,
  given,
  family,
  lower(translate(given || '.' || family, 'Łáãäçéëèíłñóöøú -''', 'Laaaceeeilnooou')) as handle,
  country,
  city
from (
  select n, given[1 + pg_temp.pick(n, 'given', cardinality(given))] as given,
    family[1 + pg_temp.pick(n, 'family', cardinality(family))] as family,
    least(pg_temp.pick(n, 'place', places), pg_temp.pick(n, 'other place', places)) as place
  from generate_series(1, 7000) n,
    (select count(*)::integer as places from place) counted,
    (values (
      array['Anna', 'Ben', 'Chloe', 'Daniel', 'Elena', 'Felix', 'Grace', 'Hugo', 'Ines', 'Jack',
        'Karin', 'Liam', 'Maria', 'Noah', 'Olivia', 'Paul', 'Rosa', 'Samuel', 'Teresa', 'Victor',
        'Zoë', 'José', 'Søren', 'Łucja', 'André', 'Amir', 'Priya', 'Kenji', 'Yuki', 'Mei', 'Omar',
        'Leila', 'Ivan', 'Olga', 'Marco', 'Giulia', 'Lars', 'Astrid', 'Pedro', 'Camila', 'Emma',
        'Lucas', 'Sofia', 'Mateo', 'Hannah', 'Jonas', 'Clara', 'David', 'Laura', 'Thomas',
        'Sarah', 'Peter', 'Julia', 'Martin', 'Eva', 'Simon', 'Nina', 'Oscar', 'Ruth', 'Adam'],
      array['Smith', 'Müller', 'Garcia', 'Rossi', 'Novak', 'Silva', 'Jansen', 'Kowalski', 'Dubois',
        'Andersson', 'Brown', 'Schmidt', 'Martinez', 'Ferrari', 'Svoboda', 'Santos', 'de Vries',
        'Nowak', 'Laurent', 'Johansson', 'Taylor', 'Fischer', 'López', 'Bianchi', 'Horvat', 'Costa',
        'Bakker', 'Wójcik', 'Moreau', 'Larsen', 'Wilson', 'Weber', 'Gonçalves', 'Ricci', 'Petrov',
        'Almeida', 'Visser', 'Lewandowski', 'Lefèvre', 'Nielsen', 'O''Brien', 'Wagner', 'Hernández',
        'Marino', 'Popescu', 'Tanaka', 'Patel', 'Khan', 'Kim', 'Nguyen', 'Sato', 'Sharma', 'Haddad',
        'Chen', 'Yilmaz', 'Murphy', 'Becker', 'Ruiz', 'Conti', 'Kaya', 'Walker', 'Hoffmann', 'Ortiz',
        'Greco', 'Ivanov', 'Clarke', 'Keller', 'Vargas', 'Lindberg', 'Okafor'])
    ) names (given, family)) picked
join place using (place);

-- Ids follow the day of joining: the first 1,200 had joined before the shop's first day.
insert into customers
  (id, name, email, segment, country, city, created_at, marketing_opt_in, notes)
select
  n,
  case segment when 'consumer' then person.name else company end,
  case segment
    when 'consumer' then handle || n || '@example.com'
    else lower(translate(company, 'Łáãäçéëèíłñóöøú ''', 'Laaaceeeilnooou.')) || n
      || '@example.org'
  end,
  segment,
  country,
  city,
  joined + make_interval(secs => pg_temp.pick(n, 'customer time', 86400)),
  case
    when pg_temp.pick(n, 'opt in', 100) < 12 then null
    else pg_temp.pick(n, 'opt in', 100) < 55
  end,
  case when pg_temp.pick(n, 'noted', 100) < 3 then
    (array['Prefers delivery on Saturdays', 'Asked for invoices by post', 'Moved, new address confirmed',
      'Calls back on complaints within a day', 'Met at the spring fair', 'Wants a quarterly report']
    )[1 + pg_temp.pick(n, 'note', 6)]
  end
from person,
  span,
  lateral (
    select case
      when pg_temp.pick(n, 'segment', 100) < 75 then 'consumer'
      when pg_temp.pick(n, 'segment', 100) < 95 then 'small business'
      else 'enterprise'
    end as segment) segments,
  lateral (
    select family || ' ' || case segment
      when 'enterprise' then (array['Industries', 'Group', 'Holdings', 'International', 'Systems']
        )[1 + pg_temp.pick(n, 'trade', 5)]
      else (array['Bakery', 'Books', 'Cycles', 'Design', 'Electric', 'Florist', 'Interiors', 'Logistics',
        'Photography', 'Physiotherapy', 'Plumbing', 'Studio'])[1 + pg_temp.pick(n, 'trade', 12)]
    end as company) companies,
  lateral (
    select (case
      when n <= 1200 then first_day - 730 + (n - 1) * 730 / 1200
      -- A parabola: towards the end more join in a day than at the start.
      else first_day
        + (days::bigint * (n - 1201) * (13 * 3800 - 3 * (n - 1201)) / (10 * 3800 * 3800))::integer
    end)::timestamp as joined) joining
where n <= 5000;

-- Accounts: 1,950 of customers, 50 of the shop's own people. Their quality problems are on purpose,
-- as a shop would have them after years of imports.
insert into users
  (id, customer_id, email, full_name, role, status, age, phone, country, created_at, last_login_at)
select
  id,
  customer_id,
  case
    when id % 33 = 7 then null
    when id % 401 = 5 then ' '
    when id % 251 = 77 then handle
    -- The address of the account before, in other letters.
    when id % 83 = 40 then initcap(lag(address) over (order by id))
    else address
  end,
  case
    when id % 199 = 3 then ''
    when id % 97 = 11 then '  ' || name || ' '
    else name
  end,
  case
    when customer_id is not null then 'customer'
    when id <= 30 then 'support'
    when id <= 44 then 'manager'
    else 'admin'
  end,
  case when id % 61 = 9 then initcap(status) else status end,
  case
    when id % 149 = 20 then (array[-1, 0, 150, 199, 999])[1 + pg_temp.pick(id, 'wrong age', 5)]
    when pg_temp.pick(id, 'age known', 100) < 80
      then 18 + pg_temp.pick(id, 'age', 35) + pg_temp.pick(id, 'more age', 27)
  end,
  case
    when id % 127 = 60 then '000-000-0000'
    when pg_temp.pick(id, 'phone known', 100) < 30 then null
    when id % 311 = 8 then ''
    -- Numbers that are kept free for stories.
    when country = 'United Kingdom' then '+44 20 7946 0' || lpad(phone::text, 3, '0')
    when id % 5 = 1 then '(202) 555-01' || lpad((phone % 100)::text, 2, '0')
    else '+1-202-555-01' || lpad((phone % 100)::text, 2, '0')
  end,
  case
    when id % 7 <> 2 then country
    when country = 'Germany' then (array['germany', 'DE', 'Deutschland'])[1 + pg_temp.pick(id, 'spelling', 3)]
    when country = 'United States'
      then (array['USA', 'US', 'united states', 'U.S.A.'])[1 + pg_temp.pick(id, 'spelling', 4)]
    when country = 'United Kingdom' then (array['UK', 'Great Britain'])[1 + pg_temp.pick(id, 'spelling', 2)]
    when pg_temp.pick(id, 'country known', 100) < 20 then null
    else country
  end,
  case when id % 331 = 100 then (today + 200 + id::integer % 90)::timestamp else created_at end,
  case
    when status = 'invited' or pg_temp.pick(id, 'logged in', 100) < 7 then null
    when id % 277 = 55 then created_at - interval '40 days'
    -- More of them lately than long ago.
    else date_trunc('second', today - (today - created_at)
      * (1 + pg_temp.pick(id, 'login', 32) * pg_temp.pick(id, 'other login', 32)) / 1000)
  end
from (
  select
    row_number() over (order by customer_id is not null, created_at, n) as id,
    accounts.*,
    pg_temp.pick(n, 'phone', 1000) as phone,
    case
      when pg_temp.pick(n, 'status', 100) < 84 then 'active'
      when pg_temp.pick(n, 'status', 100) < 93 then 'inactive'
      when pg_temp.pick(n, 'status', 100) < 97 then 'suspended'
      else 'invited'
    end as status
  from (
    (select
        id as n,
        id as customer_id,
        date_trunc('second', created_at + (today - created_at) * pg_temp.pick(id, 'account', 40) / 100)
          as created_at
      from customers, span
      order by pg_temp.pick(id, 'has account', 1000000), id
      limit 1950)
    union all
    select n, null, first_day - 500 + make_interval(mins => pg_temp.pick(n, 'hired', 1440 * 1200))
      from generate_series(6001, 6050) n, span) accounts) numbered
join person using (n)
cross join span
cross join lateral (
  select handle || id || case when customer_id is null then '@example.net' else '@example.com' end as address
) addresses;
