package io.chatdata.server.store;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The folder that holds the embedded database, open to its owner alone. Whoever holds its lock owns
 * what is in it; the operating system drops the lock when the process ends, however it ends.
 */
final class DataFolder implements AutoCloseable {
  private static final String LOCK = "lock";
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private final Path path;
  private final FileChannel channel;
  private final FileLock lock;

  private DataFolder(Path path, FileChannel channel, FileLock lock) {
    this.path = path;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Takes the folder, creating it where it is missing.
   *
   * @throws ChatdataException where it can't be written, or another process has it
   */
  static DataFolder take(Path path) {
    try {
      create(path);
      FileChannel channel =
          FileChannel.open(
              path.resolve(LOCK),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        String holder = Files.readString(path.resolve(LOCK)).strip();
        channel.close();
        throw new ChatdataException(
            Reason.INVALID_FIELD,
            "The data folder %s is in use by %s. Stop that one, or set CHATDATA_HOME to another folder"
                .formatted(path, holder.isEmpty() ? "another process" : holder));
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              "the server with process id %d"
                  .formatted(ProcessHandle.current().pid())
                  .getBytes(StandardCharsets.UTF_8)));
      channel.force(false);
      return new DataFolder(path, channel, lock);
    } catch (IOException e) {
      throw new ChatdataException(
          io.chatdata.server.base.Problem.of(
              Reason.INVALID_FIELD,
              "The data folder %s can't be written (%s). Set CHATDATA_HOME to a folder that can"
                  .formatted(path, e.getClass().getSimpleName())),
          e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  Path resolve(String name) {
    return path.resolve(name);
  }

  /** A secret that lives in a file of mode 0600, made at the first call. */
  String secret(String name) throws IOException {
    Path file = path.resolve(name);
    if (!Files.exists(file)) {
      byte[] random = new byte[24];
      new SecureRandom().nextBytes(random);
      Path fresh = Files.createTempFile(path, name, ".new", mode("rw-------"));
      Files.writeString(fresh, HexFormat.of().formatHex(random));
      Files.move(fresh, file);
    }
    return Files.readString(file).strip();
  }

  @Override
  public void close() {
    try {
      lock.release();
      channel.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** A folder that is its owner's alone, unless it is there. */
  static void create(Path path) throws IOException {
    Files.createDirectories(path, mode("rwx------"));
  }

  private static FileAttribute<?>[] mode(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
