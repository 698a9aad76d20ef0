package io.chatdata.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Reads the text that a command is given in a file or on standard input. */
final class TextInput {
  private TextInput() {}

  /**
   * Reads UTF-8 text.
   *
   * @param source a file, or - for standard input
   * @param limit the most bytes it may have
   * @throws ParameterException when it can't be read, is too long or is no text; the message says
   *     so
   */
  static String read(CommandSpec command, Shell shell, String source, int limit) {
    String name = source.equals("-") ? "Standard input" : "File '" + source + "'";
    String problem;
    try {
      byte[] bytes = bytes(shell, source, limit + 1);
      if (bytes.length <= limit) {
        return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      }
      problem = "has over " + limit + " bytes, which is the most";
    } catch (CharacterCodingException e) {
      problem = "is not UTF-8 text";
    } catch (NoSuchFileException e) {
      problem = "does not exist";
    } catch (FileSystemException e) {
      problem = "can't be read: " + (e.getReason() == null ? "access denied" : e.getReason());
    } catch (IOException | InvalidPathException e) {
      problem = "can't be read: " + e.getMessage();
    }
    throw new ParameterException(command.commandLine(), name + " " + problem);
  }

  private static byte[] bytes(Shell shell, String source, int limit) throws IOException {
    if (source.equals("-")) {
      return shell.in().readNBytes(limit);
    }
    try (InputStream file = Files.newInputStream(Path.of(source))) {
      return file.readNBytes(limit);
    }
  }
}
