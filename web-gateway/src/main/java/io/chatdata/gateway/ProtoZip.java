package io.chatdata.gateway;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.rpc.ErrorDetailsProto;
import io.chatdata.v1.CreateChartRequest;
import io.chatdata.v1.SendMessageRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The .proto files of the contract, with all that they import. */
final class ProtoZip {
  private ProtoZip() {}

  static byte[] make() {
    var names = new TreeSet<String>();
    collect(SendMessageRequest.getDescriptor().getFile(), names);
    collect(CreateChartRequest.getDescriptor().getFile(), names);
    // What the details of errors are.
    collect(ErrorDetailsProto.getDescriptor(), names);
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (String name : names) {
        var entry = new ZipEntry(name);
        entry.setTime(0);
        zip.putNextEntry(entry);
        try (InputStream file = ProtoZip.class.getResourceAsStream("/" + name)) {
          if (file == null) {
            throw new IllegalStateException(name + " is not on the class path");
          }
          file.transferTo(zip);
        }
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void collect(FileDescriptor file, Set<String> names) {
    if (names.add(file.getFullName())) {
      file.getDependencies().forEach(dependency -> collect(dependency, names));
    }
  }
}
