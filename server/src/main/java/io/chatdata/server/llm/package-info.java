/** Providers of models. The only importer of LangChain4j. */
@NullMarked
package io.chatdata.server.llm;

import org.jspecify.annotations.NullMarked;
