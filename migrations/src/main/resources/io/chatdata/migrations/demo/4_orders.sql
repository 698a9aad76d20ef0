-- 50,000 orders and their items.

-- A slot is a chance to be the next to order: some customers never do, most do once in a while, a
-- few all the time.
create temporary table slot on commit drop as
select
  row_number() over (order by id, chance) as slot,
  id as customer_id,
  segment,
  country,
  city,
  created_at
from customers,
  lateral (select pg_temp.pick(id, 'chance', 1000) as chances) drawn,
  lateral (
    select case
      when chances < 150 then 0
      when chances < 840 then 2
      when chances < 910 then 3
      when chances < 965 then 50
      when segment = 'consumer' then 90
      else 250
    end as slots) weighed,
  generate_series(1, slots) chance;
alter table slot add primary key (slot);
create index on slot (created_at, slot);

-- Ids follow the time of the order. Those of today came in its first hour, so that none lies ahead.
create temporary table draft on commit drop as
select
  row_number() over (order by ordered_at, n) as id,
  age,
  luck,
  1 + pg_temp.pick(n, 'slot', slots) as slot,
  ordered_at
from (
  select
    n,
    age,
    luck,
    slots,
    day + case
      when age = 0 then make_interval(secs => pg_temp.pick(n, 'order second', 3600))
      else make_interval(
        hours => hours[1 + pg_temp.pick(n, 'order hour', cardinality(hours))],
        secs => pg_temp.pick(n, 'order second', 3600))
    end as ordered_at
  from (
    select
      day.*,
      -- Those of the customers who had joined by then, as slots too follow the day of joining.
      (select slot::integer from slot where created_at < day
        order by created_at desc, slot desc limit 1) as slots,
      50000 * sum(weight) over (order by day) / sum(weight) over () as upto,
      50000 * (sum(weight) over (order by day) - weight) / sum(weight) over () as before
    from (
      select *,
        (1000 + 9 * progress / 10)::bigint
          * (array[120, 110, 104, 100, 92, 78, 96])[weekday]
          * (array[85, 84, 94, 98, 101, 95, 88, 90, 100, 107, 134, 152])[month]
          * luck
          * (90 + pg_temp.pick(age, 'orders of the day', 21))
          / case when age = 0 then 8 else 1 end as weight
      from day) day) weighted,
    generate_series(trunc(before)::bigint + 1, trunc(upto)::bigint) n,
    (values (array[0, 1, 6, 7, 7, 8, 8, 8, 9, 9, 9, 9, 10, 10, 10, 10, 11, 11, 11, 12, 12, 12, 13, 13, 13,
      14, 14, 14, 15, 15, 15, 16, 16, 16, 17, 17, 17, 18, 18, 18, 18, 19, 19, 19, 19, 20, 20, 20, 20, 21,
      21, 21, 22, 22, 23])) clock (hours)) timed;

create temporary table line on commit drop as
select distinct on (order_id, product_id)
  order_id,
  product_id,
  quantity,
  round(price * (1000 - age * 40 / 365) / 1000, 2) as unit_price,
  discount
from (
  select
    draft.id as order_id,
    line,
    draft.age,
    case
      when drawn % 8 = 4 and discontinued_at < ordered_at then drawn - 1
      when drawn % 8 = 7 and released_on > ordered_at then drawn - 1
      else drawn
    end as product_id,
    case segment
      when 'consumer' then (array[1, 1, 1, 1, 2, 2, 3])[1 + pg_temp.pick(key, 'quantity', 7)]
      when 'small business' then 1 + pg_temp.pick(key, 'quantity', 7)
      else 3 + pg_temp.pick(key, 'quantity', 18)
    end as quantity,
    case
      when luck > 100 then 0.20
      when segment = 'enterprise' then 0.10
      else (array[0, 0, 0, 0, 0, 0, 0, 0.05, 0.10, 0.15])[1 + pg_temp.pick(key, 'discount', 10)]
    end as discount
  from draft
  join slot using (slot),
    lateral generate_series(1, case segment
      when 'consumer' then (array[1, 1, 1, 2, 2, 3, 4])[1 + pg_temp.pick(draft.id, 'lines', 7)]
      when 'small business' then (array[1, 2, 2, 3, 3, 4, 5])[1 + pg_temp.pick(draft.id, 'lines', 7)]
      else 2 + pg_temp.pick(draft.id, 'lines', 5)
    end) line,
    lateral (select draft.id * 8 + line as key) keys,
    -- The lower of two draws: some products sell far better than others, in every category.
    lateral (
      select 1 + least(pg_temp.pick(key, 'product', 200), pg_temp.pick(key, 'other product', 200))
        * 73 % 200 as drawn) products_drawn
  join products on products.id = drawn) chosen
join products on products.id = product_id
order by order_id, product_id, line;

-- On purpose: twelve totals that don't equal their items, orders that left before they came, and
-- delivered ones that never left.
insert into orders (id, customer_id, status, ordered_at, shipped_at, total_amount, shipping)
select
  id,
  customer_id,
  status,
  ordered_at,
  case
    when id % 6000 = 1234 then ordered_at - interval '3 days'
    when status = 'delivered' and id % 5000 = 4321 then null
    when status in ('shipped', 'delivered') or status = 'refunded' and id % 5 <> 0
      then ordered_at + make_interval(mins => 240 + pg_temp.pick(id, 'shipped', 2400))
  end,
  case when id % 4200 = 1000 then total + 10 * (1 + id % 3) else total end,
  case when method <> 'pickup' or id % 3 = 0 then
    jsonb_strip_nulls(jsonb_build_object(
      'method', method,
      'carrier', case when method <> 'pickup'
        then (array['Parcelway', 'Northpost', 'Swiftship'])[1 + pg_temp.pick(id, 'carrier', 3)] end,
      'cost', case method when 'standard' then 4.90 when 'express' then 12.50 else 0 end,
      'gift', case when pg_temp.pick(id, 'gift wrap', 100) < 7 then true end,
      'address', case when method <> 'pickup'
        then jsonb_build_object('city', city, 'country', country) end))
  end
from draft
join slot using (slot)
join (
  select order_id as id, sum(round(quantity * unit_price * (1 - discount), 2)) as total
  from line
  group by order_id) totals using (id),
  lateral (
    select
      pg_temp.pick(id, 'status', 1000) as fate,
      (array['standard', 'standard', 'standard', 'standard', 'express', 'express', 'pickup']
        )[1 + pg_temp.pick(id, 'method', 7)] as method) drawn,
  lateral (
    select (case
      when fate < 55 and age > 0 then 'cancelled'
      when age = 0 then case when fate < 500 then 'pending' else 'paid' end
      when age < 3 then case when fate < 120 then 'pending' else 'paid' end
      when age < 7 then case when fate < 200 then 'paid' when fate < 850 then 'shipped' else 'delivered' end
      when fate < 60 then 'pending'
      when fate < 75 then 'shipped'
      when fate < 115 then 'refunded'
      else 'delivered'
    end)::order_status as status) reached
order by id;

insert into order_items (id, order_id, product_id, quantity, unit_price, discount)
select row_number() over (order by order_id, product_id), line.*
from line
order by order_id, product_id;
