package io.chatdata.server.planner;

import io.chatdata.server.sql.Catalog;

/**
 * A step from a table to another along a foreign key.
 *
 * @param up from the table that has the key to the one that it refers to: at most one row there
 * @param declared false where the key is only concluded from names and types
 */
record Hop(Entity from, Entity to, Catalog.ForeignKey key, boolean up, boolean declared) {
  Hop reversed() {
    return new Hop(to, from, key, !up, declared);
  }

  Entity child() {
    return up ? from : to;
  }

  Entity parent() {
    return up ? to : from;
  }
}
