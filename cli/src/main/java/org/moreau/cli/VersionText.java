package org.moreau.cli;

import org.moreau.cli.study.Versions;
import picocli.CommandLine.IVersionProvider;

/** What {@code moreau --version} prints. */
final class VersionText implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "moreau " + Versions.moreau(),
      "libtorch " + Versions.libtorch(),
      "java " + Versions.java() + " (" + System.getProperty("java.vm.name") + ")"
    };
  }
}
