package io.chatdata.gateway;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The comments of the contract: what the .proto files say of a message, field, value or rpc. */
final class Comments {
  private static final String PARSED = "/chatdata/chatdata.binpb";

  private final Map<String, String> byFullName = new HashMap<>();

  static Comments load() {
    try (InputStream parsed = Comments.class.getResourceAsStream(PARSED)) {
      if (parsed == null) {
        throw new IllegalStateException(PARSED + " is not on the class path");
      }
      var comments = new Comments();
      FileDescriptorSet.parseFrom(parsed).getFileList().forEach(comments::add);
      return comments;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The comment on what has this full name, on one line; empty when there is none. */
  String of(String fullName) {
    return byFullName.getOrDefault(fullName, "");
  }

  private void add(FileDescriptorProto file) {
    for (Location location : file.getSourceCodeInfo().getLocationList()) {
      String comment = location.getLeadingComments().strip().replaceAll("\\s*\\n\\s*", " ");
      if (!comment.isEmpty()) {
        String name = name(file, location.getPathList());
        if (!name.isEmpty()) {
          byFullName.put(file.getPackage() + "." + name, comment);
        }
      }
    }
  }

  /** The name that a path through the file leads to; descriptor.proto explains the numbers. */
  private static String name(FileDescriptorProto file, List<Integer> path) {
    if (path.size() < 2) {
      return "";
    }
    int index = path.get(1);
    List<Integer> rest = path.subList(2, path.size());
    return switch (path.get(0)) {
      case FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER -> name(file.getMessageType(index), rest);
      case FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER -> name(file.getEnumType(index), rest);
      case FileDescriptorProto.SERVICE_FIELD_NUMBER -> name(file.getService(index), rest);
      default -> "";
    };
  }

  private static String name(DescriptorProto message, List<Integer> path) {
    if (path.isEmpty()) {
      return message.getName();
    }
    if (path.size() != 2) {
      return "";
    }
    int index = path.get(1);
    return switch (path.get(0)) {
      case DescriptorProto.FIELD_FIELD_NUMBER ->
          message.getName() + "." + message.getField(index).getName();
      case DescriptorProto.ONEOF_DECL_FIELD_NUMBER ->
          message.getName() + "." + message.getOneofDecl(index).getName();
      default -> "";
    };
  }

  private static String name(EnumDescriptorProto type, List<Integer> path) {
    if (path.isEmpty()) {
      return type.getName();
    }
    // The full name of a value doesn't have its type's name in it.
    return path.size() == 2 && path.get(0) == EnumDescriptorProto.VALUE_FIELD_NUMBER
        ? type.getValue(path.get(1)).getName()
        : "";
  }

  private static String name(ServiceDescriptorProto service, List<Integer> path) {
    return path.size() == 2 && path.get(0) == ServiceDescriptorProto.METHOD_FIELD_NUMBER
        ? service.getName() + "." + service.getMethod(path.get(1)).getName()
        : "";
  }
}
