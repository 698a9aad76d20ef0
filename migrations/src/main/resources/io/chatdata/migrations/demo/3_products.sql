-- Two hundred products, twenty-five in each category.

create temporary table category on commit drop as
select *
from (values
  (0, 'Books', 9, 40,
    array['Cookbook', 'Travel Guide', 'Crime Novel', 'Atlas', 'Picture Book', 'Biography', 'Garden Almanac'],
    array['Illustrated', 'Pocket', 'Collector''s', 'Annotated'],
    array['paper']),
  (1, 'Clothing', 15, 110,
    array['T-Shirt', 'Rain Jacket', 'Wool Sweater', 'Chino Trousers', 'Scarf', 'Running Socks', 'Denim Shirt'],
    array['Classic', 'Slim', 'Organic', 'Winter'],
    array['cotton', 'wool', 'linen', 'recycled polyester']),
  (2, 'Electronics', 25, 890,
    array['Headphones', 'Desk Lamp', 'Tablet', 'Bluetooth Speaker', 'Monitor', 'Power Bank', 'Keyboard'],
    array['Compact', 'Pro', 'Wireless', 'Studio'],
    array['aluminium', 'plastic', 'glass']),
  (3, 'Garden', 8, 260,
    array['Watering Can', 'Pruning Shears', 'Herb Planter', 'Garden Bench', 'Lantern', 'Wheelbarrow', 'Bird House'],
    array['Rustic', 'Foldable', 'Galvanised', 'Balcony'],
    array['steel', 'oak', 'terracotta']),
  (4, 'Home & Kitchen', 12, 190,
    array['Cast-Iron Pan', 'Tea Kettle', 'Chef''s Knife', 'Bread Box', 'Coffee Grinder', 'Mixing Bowl', 'Cutting Board'],
    array['Everyday', 'Nordic', 'Professional', 'Family'],
    array['steel', 'ceramic', 'bamboo', 'cast iron']),
  (5, 'Office', 3, 420,
    array['Notebook', 'Office Chair', 'Fountain Pen', 'File Cabinet', 'Whiteboard', 'Paper Tray', 'Stapler'],
    array['Ergonomic', 'Executive', 'Basic', 'Recycled'],
    array['paper', 'steel', 'oak', 'plastic']),
  (6, 'Sports', 10, 340,
    array['Yoga Mat', 'Tennis Racket', 'Hiking Backpack', 'Dumbbell Set', 'Water Bottle', 'Cycling Helmet', 'Tent'],
    array['Trail', 'Lightweight', 'Training', 'All-Weather'],
    array['nylon', 'rubber', 'carbon', 'aluminium']),
  (7, 'Toys', 7, 120,
    array['Building Blocks', 'Puzzle', 'Board Game', 'Plush Bear', 'Wooden Train', 'Kite', 'Paint Set'],
    array['Junior', 'Deluxe', 'Travel', 'Family'],
    array['wood', 'plastic', 'cardboard', 'cotton'])
) categories (category_number, category, low, high, nouns, variants, materials);

-- Of eight neighbours only the fourth may be discontinued and only the seventh may be new, so that
-- the product before such a one was always for sale.
insert into products
  (id, sku, name, category, price, cost, tags, attributes, released_on, discontinued_at)
select
  id,
  upper(left(category, 3)) || '-' || lpad((1000 + id * 37)::text, 5, '0'),
  variants[1 + k / 7] || ' ' || nouns[1 + k % 7],
  category,
  price,
  case
    when id % 37 = 11 then null
    -- Sold below what they cost.
    when id % 61 = 22 then round(price * 1.15, 2)
    else round(price * (45 + pg_temp.pick(id, 'cost', 30)) / 100, 2)
  end,
  array_remove(array[
    case when is_new then 'new' end,
    case when discontinued_at is not null then 'clearance' end,
    case when pg_temp.pick(id, 'eco', 100) < 30 then 'eco' end,
    case when pg_temp.pick(id, 'gift', 100) < 25 then 'gift' end,
    case when (id - 1) * 137 % 200 < 20 then 'bestseller' end], null),
  jsonb_strip_nulls(jsonb_build_object(
    'material', materials[1 + pg_temp.pick(id, 'material', cardinality(materials))],
    'color', case when category <> 'Books'
      then (array['black', 'white', 'red', 'blue', 'green', 'natural'])[1 + pg_temp.pick(id, 'color', 6)] end,
    'weight_g', 50 + pg_temp.pick(id, 'weight', 200) * pg_temp.pick(id, 'more weight', 40),
    'warranty_months', case when category in ('Electronics', 'Sports', 'Office')
      then 12 * (1 + pg_temp.pick(id, 'warranty', 3)) end,
    'rating', round(3 + pg_temp.pick(id, 'rating', 20) / 10.0, 1),
    'dimensions_cm', jsonb_build_object(
      'width', 5 + pg_temp.pick(id, 'width', 90),
      'height', 3 + pg_temp.pick(id, 'height', 60)))),
  case
    when is_new then today - 30 - pg_temp.pick(id, 'released', 300)
    else first_day - 10 - pg_temp.pick(id, 'released', 1500)
  end,
  discontinued_at
from span,
  category,
  generate_series(0, 24) k,
  lateral (select category_number * 25 + k + 1 as id) numbered,
  lateral (
    select
      -- The product of two draws: many cheap products and a few dear ones.
      round(low + (high - low)
        * (pg_temp.pick(id, 'price', 100) * pg_temp.pick(id, 'other price', 100)) / 9801.0) - 0.01
        as price,
      id % 8 = 7 as is_new,
      case when id % 8 = 4 then
        (today - 20 - pg_temp.pick(id, 'discontinued', 700))::timestamp + interval '18 hours'
      end as discontinued_at) drawn
order by id;
