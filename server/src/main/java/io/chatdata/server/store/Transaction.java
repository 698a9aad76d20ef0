package io.chatdata.server.store;

/** A transaction on the store. */
public interface Transaction {
  /** A data access object whose calls belong to this transaction. */
  <D> D dao(Class<D> type);
}
