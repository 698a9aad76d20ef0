-- Sales of a day by region, channel and category. What can be found in them: growth, fastest in Asia
-- Pacific and of electronics, while books shrink; stores are full on Saturdays, the online shop on
-- Mondays; a peak before Christmas; a campaign and an outage online.

insert into sales (sale_date, region, channel, category, units, revenue)
select
  day,
  region,
  channel,
  category,
  units,
  round(units * price * (1000 + progress * 12 / 100) / 1000
    * (97 + pg_temp.pick(cell, 'price of the day', 7)) / 100, 2)
from day,
  (values
    (0, 'Europe', 100, 45), (1, 'North America', 85, 55),
    (2, 'Asia Pacific', 45, 130), (3, 'Latin America', 30, 25)
  ) regions (region_number, region, size, growth),
  (values
    (0, 'online', 100, array[120, 110, 104, 100, 92, 78, 96]),
    (1, 'store', 70, array[75, 80, 88, 95, 125, 165, 40])
  ) channels (channel_number, channel, share, rhythm),
  (values
    (0, 'Books', 40, 17.50, -55, array[92, 92, 95, 95, 95, 98, 105, 100, 98, 100, 115, 150]),
    (1, 'Clothing', 36, 42.00, 10, array[85, 85, 105, 110, 105, 95, 85, 90, 110, 110, 110, 125]),
    (2, 'Electronics', 18, 185.00, 45, array[90, 88, 92, 92, 92, 92, 90, 95, 100, 100, 145, 165]),
    (3, 'Garden', 22, 48.00, 5, array[45, 60, 120, 165, 175, 140, 110, 95, 85, 70, 45, 45]),
    (4, 'Home & Kitchen', 30, 56.00, 15, array[95, 92, 95, 95, 95, 92, 90, 92, 98, 105, 120, 135]),
    (5, 'Office', 20, 74.00, 0, array[125, 105, 100, 98, 95, 88, 75, 100, 130, 105, 95, 70]),
    (6, 'Sports', 24, 65.00, 20, array[130, 105, 102, 105, 110, 115, 105, 100, 95, 85, 80, 105]),
    (7, 'Toys', 28, 27.00, 8, array[75, 78, 85, 88, 88, 90, 88, 88, 92, 105, 150, 195])
  ) categories (category_number, category, usual, price, trend, season),
  lateral (select (day.age * 4 + region_number) * 16 + channel_number * 8 + category_number as cell) cells,
  lateral (
    select round(usual::numeric * size * share
      * (1000 + progress * growth / 100) * (1000 + progress * trend / 100)
      * rhythm[weekday] * season[month]
      * case channel when 'online' then luck else 100 end
      * (88 + pg_temp.pick(cell, 'units', 25))
      / 1e18)::integer as units) sold
order by day, region_number, channel_number, category_number;
