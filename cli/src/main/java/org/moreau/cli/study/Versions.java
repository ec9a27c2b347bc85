package org.moreau.cli.study;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** The versions that a run's numbers belong to. */
public final class Versions {
  private Versions() {}

  /** The version of Moreau. */
  public static String moreau() {
    return read("/org/moreau/cli/version.properties");
  }

  /** The version of libtorch, with that of its Java binding. */
  public static String libtorch() {
    return read("/META-INF/maven/org.bytedeco/pytorch/pom.properties");
  }

  /** The version of the running JVM. */
  public static String java() {
    return Runtime.version().toString();
  }

  static Map<String, String> all() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("moreau", moreau());
    versions.put("libtorch", libtorch());
    versions.put("java", java());
    return versions;
  }

  private static String read(String resource) {
    Properties properties = new Properties();
    try (InputStream in = Versions.class.getResourceAsStream(resource)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(resource + " cannot be read", e);
    }
    return properties.getProperty("version", "unknown");
  }
}
