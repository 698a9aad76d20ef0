/** What a client in Java needs besides the generated code to use several servers of one store. */
@org.jspecify.annotations.NullMarked
package io.chatdata.client;
