-- How many customers do we have?
-- Total number of customers
-- how many customers are in the database
-- What's our customer count?
select count(*) from customers;

-- How many enterprise customers are there?
-- count of enterprise customers
-- How many of our customers are in the enterprise segment?
select count(*) from customers where segment = 'enterprise';

-- How many customers are small businesses?
-- How many small business customers do we have?
select count(*) from customers where segment = 'small business';

-- How many customers are from Germany?
-- number of German customers
-- How many customers live in Germany?
-- customers in Germany, how many?
select count(*) from customers where country = 'Germany';

-- How many consumers are in Berlin?
-- How many consumer customers are there in Berlin?
select count(*) from customers where segment = 'consumer' and city = 'Berlin';

-- How many customers signed up this year?
-- How many new customers did we get this year?
-- Number of customers created in 2026
-- How many customers joined in 2026?
select count(*) from customers where created_at >= '2026-01-01';

-- How many customers registered last week?
-- New customers last week
select count(*) from customers where created_at >= '2026-07-06' and created_at < '2026-07-13';
select id from customers where created_at >= '2026-07-06' and created_at < '2026-07-13';

-- Customers per country
-- How many customers do we have in each country?
-- Break down customers by country
-- number of customers by country
select country, count(*) from customers group by 1;

-- Customers by segment
-- How are our customers distributed across segments?
select segment, count(*) from customers group by 1;

-- Which countries have more than 300 customers?
-- countries with more than 300 customers
select country, count(*) from customers group by 1 having count(*) > 300;

-- How many different countries do our customers come from?
-- In how many countries do we have customers?
-- number of distinct customer countries
select count(distinct country) from customers;

-- Which country has the most customers?
-- Where do most of our customers come from?
select country, count(*) from customers group by 1 order by 2 desc limit 1;

-- Top 5 cities by number of customers
-- Which five cities have the most customers?
select city, count(*) from customers group by 1 order by 2 desc fetch first 5 rows with ties;

-- How many customers opted in to marketing?
-- How many customers have opted in for marketing?
-- number of customers with marketing opt in
select count(*) from customers where marketing_opt_in;

-- How many customers have not opted in to marketing?
select count(*) from customers where not marketing_opt_in;
select count(*) from customers where marketing_opt_in is not true;

-- How many customers have notes?
select count(*) from customers where notes is not null;

-- What percentage of customers are enterprise?
-- What share of our customers is in the enterprise segment?
select round(100.0 * count(*) filter (where segment = 'enterprise') / count(*), 2) from customers;

-- List all customers in Kraków
-- Show me the customers from Kraków
select id from customers where city = 'Kraków';

-- Which customers have never placed an order?
-- customers without orders
-- Customers who have no orders
-- Find customers who never ordered anything
-- Show customers that haven't ordered
select id from customers where id not in (select customer_id from orders);

-- How many customers have never ordered?
-- How many customers have no orders?
-- How many of our customers never bought anything?
select count(*) from customers where id not in (select customer_id from orders);

-- How many customers placed at least one order?
-- How many customers have ordered something?
-- How many customers have orders?
select count(distinct customer_id) from orders;

-- How many customers ordered last month?
-- How many customers placed orders last month?
-- How many different customers bought something last month?
-- number of customers with an order last month
select count(distinct customer_id) from orders where ordered_at >= '2026-06-01' and ordered_at < '2026-07-01';

-- Which customers haven't ordered since the start of 2026?
-- Customers without orders this year
-- Customers with no order in 2026
select id from customers where id not in (select customer_id from orders where ordered_at >= '2026-01-01');

-- Who are our top 10 customers by revenue?
-- Top 10 customers by total spend
-- Top ten customers by total order amount
-- Which 10 customers spent the most?
select customer_id, sum(total_amount) from orders group by 1 order by 2 desc fetch first 10 rows with ties;

-- Who is our best customer?
-- Which customer spent the most?
-- Which customer has the highest total order value?
-- Who spent the most money?
select customer_id, sum(total_amount) from orders group by 1 order by 2 desc fetch first 1 rows with ties;

-- Which customer placed the most orders?
-- Who ordered most often?
-- customer with the most orders
select customer_id, count(*) from orders group by 1 order by 2 desc fetch first 1 rows with ties;

-- Top 3 enterprise customers by revenue
-- Which 3 enterprise customers spent the most?
select c.id, sum(total_amount) from orders o join customers c on c.id = customer_id where segment = 'enterprise' group by 1 order by 2 desc fetch first 3 rows with ties;

-- Top 5 customers by number of orders in 2025
-- Which 5 customers placed the most orders in 2025?
select customer_id, count(*) from orders where ordered_at >= '2025-01-01' and ordered_at < '2026-01-01' group by 1 order by 2 desc fetch first 5 rows with ties;

-- Customers who spent more than 100000
-- Which customers have spent over 100k in total?
-- customers with total spend above 100,000
select customer_id, sum(total_amount) from orders group by 1 having sum(total_amount) > 100000;

-- Customers with more than 10 orders last year
-- Which customers ordered more than 10 times last year?
-- Find customers who placed over 10 orders in 2025
select customer_id, count(*) from orders where ordered_at >= '2025-01-01' and ordered_at < '2026-01-01' group by 1 having count(*) > 10;

-- Customers with exactly one order
-- Which customers ordered only once?
select customer_id from orders group by 1 having count(*) = 1;

-- How many customers have only one order?
-- How many customers ordered exactly once?
-- How many one-time buyers do we have?
select count(*) from (select from orders group by customer_id having count(*) = 1) x;

-- How many repeat customers do we have?
-- How many customers ordered more than once?
-- How many customers have more than one order?
select count(*) from (select from orders group by customer_id having count(*) > 1) x;

-- How many orders are there?
-- total orders
-- count the orders
select count(*) from orders;

-- How many orders were placed yesterday?
-- orders yesterday
select count(*) from orders where ordered_at >= '2026-07-14' and ordered_at < '2026-07-15';
select id from orders where ordered_at >= '2026-07-14' and ordered_at < '2026-07-15';

-- How many orders were placed today?
-- How many orders so far today?
select count(*) from orders where ordered_at >= '2026-07-15';

-- How many orders did we have in May 2026?
-- number of orders in May
-- orders placed in May 2026
select count(*) from orders where ordered_at >= '2026-05-01' and ordered_at < '2026-06-01';
select id from orders where ordered_at >= '2026-05-01' and ordered_at < '2026-06-01';

-- How many orders were placed between 2026-01-01 and 2026-03-31?
-- How many orders were placed in Q1 2026?
-- Orders in the first quarter of 2026
-- How many orders from January to March 2026?
select count(*) from orders where ordered_at >= '2026-01-01' and ordered_at < '2026-04-01';
select id from orders where ordered_at >= '2026-01-01' and ordered_at < '2026-04-01';

-- How many orders in the last 7 days?
-- number of orders over the past 7 days
select count(*) from orders where ordered_at >= '2026-07-08 10:30Z' and ordered_at < '2026-07-15 10:30Z';

-- How many orders were cancelled?
-- number of cancelled orders
-- How many orders are cancelled?
-- How many canceled orders do we have?
-- count orders with status cancelled
select count(*) from orders where status = 'cancelled';

-- How many orders were cancelled last month?
-- cancelled orders last month
select count(*) from orders where status = 'cancelled' and ordered_at >= '2026-06-01' and ordered_at < '2026-07-01';
select id from orders where status = 'cancelled' and ordered_at >= '2026-06-01' and ordered_at < '2026-07-01';

-- How many orders were not delivered?
-- How many orders have a status other than delivered?
-- How many orders are not delivered yet?
select count(*) from orders where status <> 'delivered';

-- How many orders are pending or paid?
-- number of orders that are pending or paid
select count(*) from orders where status in ('pending', 'paid');

-- How many open orders do we have?
-- decline

-- How many orders were shipped last week?
-- Orders shipped last week
select count(*) from orders where shipped_at >= '2026-07-06' and shipped_at < '2026-07-13';
select id from orders where shipped_at >= '2026-07-06' and shipped_at < '2026-07-13';
select count(*) from orders where status = 'shipped' and ordered_at >= '2026-07-06' and ordered_at < '2026-07-13';

-- How many orders have not been shipped?
-- orders without a ship date, how many?
select count(*) from orders where shipped_at is null;
select count(*) from orders where status <> 'shipped';

-- Orders by status
-- How many orders are in each status?
-- order count per status
-- Number of orders broken down by status
select status, count(*) from orders group by 1;

-- Orders per month in 2025
-- How many orders were placed each month in 2025?
-- monthly number of orders for 2025
select date_trunc('month', ordered_at)::date, count(*) from orders where ordered_at >= '2025-01-01' and ordered_at < '2026-01-01' group by 1;

-- Orders by year
-- How many orders did we get per year?
-- yearly orders
select extract(year from ordered_at)::int, count(*) from orders group by 1;

-- Which month had the most orders?
-- What was our busiest month for orders?
select date_trunc('month', ordered_at)::date, count(*) from orders group by 1 order by 2 desc limit 1;

-- On which day of the week do we get the most orders?
-- Which weekday has the most orders?
-- What day of the week is busiest for orders?
select to_char(ordered_at, 'FMDay'), count(*) from orders group by 1 order by 2 desc limit 1;

-- Orders by hour of day
-- At what hour of the day are most orders placed?
select extract(hour from ordered_at)::int, count(*) from orders group by 1;
select extract(hour from ordered_at)::int, count(*) from orders group by 1 order by 2 desc limit 1;

-- Orders per customer segment
-- How many orders come from each customer segment?
-- number of orders by segment
select segment, count(*) from orders join customers on customers.id = customer_id group by 1;

-- Orders by country
-- How many orders per customer country?
select country, count(*) from orders join customers on customers.id = customer_id group by 1;

-- How many orders came from France?
-- How many orders were placed by customers in France?
-- number of orders from French customers
-- orders from customers in France, how many
select count(*) from orders join customers on customers.id = customer_id where country = 'France';
select orders.id from orders join customers on customers.id = customer_id where country = 'France';

-- How many orders did enterprise customers place in 2025?
-- How many orders were placed by enterprise customers in 2025?
-- number of enterprise orders in 2025
select count(*) from orders join customers on customers.id = customer_id where segment = 'enterprise' and ordered_at >= '2025-01-01' and ordered_at < '2026-01-01';

-- What is the average order value?
-- average order value
-- AOV
-- What's the mean order amount?
-- How much is an average order worth?
select round(avg(total_amount), 2) from orders;

-- What is the average order value this year?
-- average order value in 2026
select round(avg(total_amount), 2) from orders where ordered_at >= '2026-01-01' and ordered_at < '2027-01-01';

-- What's the median order value?
-- median of total_amount in orders
select percentile_cont(0.5) within group (order by total_amount) from orders;

-- What is the largest order?
-- Which order has the highest total amount?
-- biggest order
-- Show me the most expensive order
select id from orders order by total_amount desc fetch first 1 rows with ties;

-- What is the highest order amount?
-- maximum order total
-- What's the largest order amount we ever had?
select max(total_amount) from orders;

-- Total order amount last month
-- What was the total value of orders last month?
-- sum of total_amount of orders in June 2026
select sum(total_amount) from orders where ordered_at >= '2026-06-01' and ordered_at < '2026-07-01';

-- Total order amount by country
-- total order value per country
select country, sum(total_amount) from orders join customers on customers.id = customer_id group by 1;

-- Average order value by country
-- average order value per customer country
select country, round(avg(total_amount), 2) from orders join customers on customers.id = customer_id group by 1;

-- Average order value per month in 2025
-- monthly average order value in 2025
select date_trunc('month', ordered_at)::date, round(avg(total_amount), 2) from orders where ordered_at >= '2025-01-01' and ordered_at < '2026-01-01' group by 1;

-- Average order value by status
select status, round(avg(total_amount), 2) from orders group by 1;

-- Orders over 5000
-- How many orders are worth more than 5000?
-- Show orders with a total amount above 5,000
-- orders greater than $5k
select id from orders where total_amount > 5000;
select count(*) from orders where total_amount > 5000;

-- Show me the 5 latest orders
-- the five most recent orders
-- Last 5 orders
select id from orders order by ordered_at desc fetch first 5 rows with ties;

-- When was the first order placed?
-- What is the date of the first order?
-- earliest order date
select min(ordered_at) from orders;
select ordered_at from orders order by ordered_at fetch first 1 rows with ties;

-- When was the last order?
-- What is the date of the most recent order?
select max(ordered_at) from orders;
select ordered_at from orders order by ordered_at desc fetch first 1 rows with ties;

-- Show order 1234
-- What is the status of order 1234?
-- order #1234
select id, status from orders where id = 1234;

-- How many items are in order 1234?
-- How many products are in order 1234?
select count(*) from order_items where order_id = 1234;
select sum(quantity) from order_items where order_id = 1234;

-- What percentage of orders were cancelled?
-- cancellation rate
-- What share of orders is cancelled?
-- percentage of cancelled orders
select round(100.0 * count(*) filter (where status = 'cancelled') / count(*), 2) from orders;

-- What percentage of orders were refunded in 2025?
select round(100.0 * count(*) filter (where status = 'refunded') / count(*), 2) from orders where ordered_at >= '2025-01-01' and ordered_at < '2026-01-01';

-- Average number of orders per customer
-- How many orders does a customer place on average?
-- orders per customer on average
select round(count(*)::numeric / count(distinct customer_id), 2) from orders;

-- Average number of items per order
-- How many items does an order have on average?
select round(count(*)::numeric / count(distinct order_id), 2) from order_items;
select round(sum(quantity)::numeric / count(distinct order_id), 2) from order_items;

-- How many products do we sell?
-- number of products
-- How many products are there?
select count(*) from products;

-- How many product categories do we have?
-- number of different product categories
-- How many categories of products are there?
select count(distinct category) from products;

-- List the product categories
-- What product categories are there?
-- Which categories of products do we have?
select category from products group by 1;

-- Products per category
-- How many products are in each category?
select category, count(*) from products group by 1;

-- Average price by category
-- average product price per category
-- What does a product cost on average in each category?
select category, round(avg(price), 2) from products group by 1;

-- What's the most expensive product?
-- Which product has the highest price?
-- priciest product
select id, price from products order by price desc fetch first 1 rows with ties;

-- What are the 5 cheapest products?
-- five cheapest products
-- 5 products with the lowest price
select id, price from products order by price fetch first 5 rows with ties;

-- Products that cost more than 500
-- products over 500 dollars
-- Which products have a price above 500?
select id from products where price > 500;

-- How many products cost less than 10?
-- number of products under $10
select count(*) from products where price < 10;

-- Products between 20 and 30 dollars
-- products with a price between 20 and 30
select id from products where price between 20 and 30;

-- How many products have been discontinued?
-- number of discontinued products
-- How many products are discontinued?
select count(*) from products where discontinued_at is not null;

-- Which products are not discontinued?
-- products that are not discontinued
select id from products where discontinued_at is null;

-- Products without a cost
-- Which products have no cost?
select id from products where cost is null;

-- Which products have never been sold?
-- Products that were never ordered
-- products without any sales
select id from products where id not in (select product_id from order_items);

-- Best selling products
-- What are our best-selling products?
-- Top 10 products by units sold
-- Which 10 products sell best?
-- top 10 products by quantity sold
select product_id, sum(quantity) from order_items group by 1 order by 2 desc fetch first 10 rows with ties;

-- What is the best selling product?
-- Which product sold the most units?
-- most popular product
select product_id, sum(quantity) from order_items group by 1 order by 2 desc fetch first 1 rows with ties;

-- Top 5 products by revenue
-- Which 5 products generate the most revenue?
-- the five products with the highest revenue
select product_id, sum(quantity * unit_price * (1 - discount)) from order_items group by 1 order by 2 desc fetch first 5 rows with ties;

-- How many units of electronics were sold in 2025?
select sum(units) from sales where category = 'Electronics' and sale_date >= '2025-01-01' and sale_date < '2026-01-01';
select sum(quantity) from order_items join products on products.id = product_id join orders on orders.id = order_id where category = 'Electronics' and ordered_at >= '2025-01-01' and ordered_at < '2026-01-01';

-- Which category sells best?
-- best selling category
-- decline

-- How many products were released this year?
-- products released in 2026, how many
select count(*) from products where released_on >= '2026-01-01';

-- What is the average discount?
-- average discount on order items
select round(avg(discount), 4) from order_items;

-- How many order items have a discount?
-- How many order lines had a discount greater than 0?
select count(*) from order_items where discount > 0;
select count(*) from order_items where discount is not null;

-- Total sales revenue by region
-- sales revenue per region
-- What is the revenue by region?
-- sales by region
select region, sum(revenue) from sales group by 1;

-- Sales by channel
-- revenue by channel
-- How much revenue does each channel bring?
select channel, sum(revenue) from sales group by 1;

-- Which region has the highest revenue?
-- region with the most revenue
-- best region by revenue
select region, sum(revenue) from sales group by 1 order by 2 desc limit 1;

-- Revenue in Europe in 2025
-- What was the revenue in Europe in 2025?
-- total sales revenue for Europe in 2025
select sum(revenue) from sales where region = 'Europe' and sale_date >= '2025-01-01' and sale_date < '2026-01-01';

-- Online sales revenue last month
-- What was our online revenue last month?
select sum(revenue) from sales where channel = 'online' and sale_date >= '2026-06-01' and sale_date < '2026-07-01';

-- How many units were sold last month?
-- units sold last month
-- total units sold in June 2026
select sum(units) from sales where sale_date >= '2026-06-01' and sale_date < '2026-07-01';
select sum(quantity) from order_items join orders on orders.id = order_id where ordered_at >= '2026-06-01' and ordered_at < '2026-07-01';

-- Units sold by category
-- units per category
-- How many units were sold in each category?
select category, sum(units) from sales group by 1;
select category, sum(quantity) from order_items join products on products.id = product_id group by 1;

-- Monthly revenue in 2025
-- sales revenue by month in 2025
-- revenue per month for 2025
select date_trunc('month', sale_date)::date, sum(revenue) from sales where sale_date >= '2025-01-01' and sale_date < '2026-01-01' group by 1;
select date_trunc('month', ordered_at)::date, sum(total_amount) from orders where ordered_at >= '2025-01-01' and ordered_at < '2026-01-01' group by 1;
select month, revenue from monthly_revenue where month >= '2025-01-01' and month < '2026-01-01';

-- What is our total revenue?
-- total revenue
select sum(revenue) from sales;
select sum(total_amount) from orders;

-- Revenue by region and channel
-- sales revenue by region and channel
select region, channel, sum(revenue) from sales group by 1, 2;

-- Top 3 categories by revenue
-- Which three categories have the highest revenue?
select category, sum(revenue) from sales group by 1 order by 2 desc fetch first 3 rows with ties;
select category, sum(quantity * unit_price * (1 - discount)) from order_items join products on products.id = product_id group by 1 order by 2 desc fetch first 3 rows with ties;

-- What was the best sales day ever?
-- Which day had the highest revenue?
select sale_date, sum(revenue) from sales group by 1 order by 2 desc fetch first 1 rows with ties;

-- Average daily revenue
-- What is our average revenue per day?
select round(avg(revenue), 2) from (select sum(revenue) as revenue from sales group by sale_date) as days;
select round(avg(revenue), 2) from (select sum(total_amount) as revenue from orders group by ordered_at::date) as days;

-- Average number of orders per day last month
-- How many orders per day did we have on average last month?
select round(count(*) / 30.0, 2) from orders where ordered_at >= '2026-06-01' and ordered_at < '2026-07-01';

-- Share of online revenue
-- What percentage of revenue is online?
select round(100 * sum(revenue) filter (where channel = 'online') / sum(revenue), 2) from sales;

-- How many users are active?
-- number of active users
select count(*) from users where lower(status) = 'active';

-- How many users have no email?
-- users without an email address, how many?
-- How many users are missing an email?
select count(*) from users where email is null;

-- How many users have never logged in?
-- users who never logged in, how many
select count(*) from users where last_login_at is null;

-- How many users logged in last month?
select count(*) from users where last_login_at >= '2026-06-01' and last_login_at < '2026-07-01';

-- What's the average age of users?
-- average user age
select round(avg(age), 2) from users;

-- How many users are older than 65?
-- number of users over 65 years old
select count(*) from users where age > 65;

-- Users by role
-- How many users per role?
select role, count(*) from users group by 1;

-- How many admins are there?
-- number of users with role admin
select count(*) from users where role = 'admin';

-- Who is the oldest user?
select id from users order by age desc nulls last fetch first 1 rows with ties;

-- Show users with status suspended
-- suspended users
select id from users where lower(status) = 'suspended';

-- Which users signed up in June 2026?
-- users created in June 2026
select id from users where created_at >= '2026-06-01' and created_at < '2026-07-01';

-- How many users have an email that contains "example.org"?
-- number of users where email contains example.org
select count(*) from users where email ilike '%example.org%';

-- What will our revenue be next month?
-- Why did sales drop in May?
-- Predict the number of orders for August
-- What is the customer churn rate?
-- Compare revenue of Europe and Asia Pacific
-- What is our profit margin?
-- Which products are frequently bought together?
-- How fast are we growing?
-- What's the correlation between price and quantity?
-- Show me a cohort analysis of customers
-- running total of revenue by month
-- Which customers are likely to churn?
-- What is the return on investment of the campaign?
-- What is the average time between order and shipment?
-- How long does shipping take?
-- Which customers ordered both books and toys?
-- How many customers ordered in May but not in June?
-- Which customers bought every product?
-- What is the year over year growth of revenue?
-- What is the 90th percentile of order value?
-- Standard deviation of order amounts
-- decline
