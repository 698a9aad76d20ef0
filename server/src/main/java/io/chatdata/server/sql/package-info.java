/** The guard, and how a statement runs on a person's database. The only importer of JSqlParser. */
@NullMarked
package io.chatdata.server.sql;

import org.jspecify.annotations.NullMarked;
