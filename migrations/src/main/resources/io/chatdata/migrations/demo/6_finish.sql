-- Keys, the view, what everything means, and the statistics.

alter table users add foreign key (customer_id) references customers;
alter table orders add foreign key (customer_id) references customers;
alter table order_items
  add foreign key (order_id) references orders on delete cascade,
  add foreign key (product_id) references products,
  add unique (order_id, product_id);

create index on users (customer_id);
create index on orders (customer_id);
create index on orders (ordered_at);
create index on order_items (product_id);

create view monthly_revenue as
select
  date_trunc('month', ordered_at)::date as month,
  count(*) as orders,
  count(distinct customer_id) as customers,
  sum(total_amount) as revenue,
  round(avg(total_amount), 2) as average_order_value
from orders
where status not in ('cancelled', 'refunded')
group by 1;

comment on table customers is 'People and companies that have registered with the shop';
comment on column customers.name is 'A person for consumers, else the company';
comment on column customers.segment is 'consumer, small business or enterprise';
comment on column customers.marketing_opt_in is 'Empty where the customer was never asked';

comment on table users is 'Logins to the shop: of customers, and of the people who work there. Imported from several systems';
comment on column users.customer_id is 'Empty for the people who work at the shop';
comment on column users.role is 'customer, support, manager or admin';
comment on column users.status is 'active, inactive, suspended or invited';
comment on column users.age is 'In years, as the user entered it';
comment on column users.last_login_at is 'Empty for a user who never logged in';

comment on table products is 'What the shop sells or has sold';
comment on column products.sku is 'Stock keeping unit, the article number';
comment on column products.price is 'List price today, in US dollars';
comment on column products.cost is 'What the shop pays for one, in US dollars; empty where unknown';
comment on column products.attributes is 'material, color, weight_g, warranty_months, rating, dimensions_cm, as far as they apply';
comment on column products.discontinued_at is 'Empty while the product is for sale';

comment on table orders is 'Orders in the online shop';
comment on column orders.ordered_at is 'When the customer placed the order';
comment on column orders.shipped_at is 'When the parcel left; empty before that';
comment on column orders.total_amount is 'Sum of the items after discounts, without shipping';
comment on column orders.currency is 'Always USD: the shop sells in one currency';
comment on column orders.shipping is 'method, carrier, cost, address, gift; empty where nothing is shipped';

comment on table order_items is 'The products of an order, one row each';
comment on column order_items.unit_price is 'Price of one on the day of the order, before the discount';
comment on column order_items.discount is 'Share of the price that was taken off, 0 to 1';

comment on table sales is 'Daily sales figures of all channels, stores included, so they don''t add up to the orders of the online shop';
comment on column sales.channel is 'online or store';
comment on column sales.units is 'Pieces sold';
comment on column sales.revenue is 'In US dollars';

comment on view monthly_revenue is 'Orders by month, without cancelled and refunded ones';

select setval(pg_get_serial_sequence('customers', 'id'), (select max(id) from customers));
select setval(pg_get_serial_sequence('users', 'id'), (select max(id) from users));
select setval(pg_get_serial_sequence('products', 'id'), (select max(id) from products));
select setval(pg_get_serial_sequence('orders', 'id'), (select max(id) from orders));
select setval(pg_get_serial_sequence('order_items', 'id'), (select max(id) from order_items));

drop function pg_temp.pick;

analyze customers, users, products, orders, order_items, sales;
