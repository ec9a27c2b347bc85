package org.moreau.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.moreau.cli.study.TextTable;
import org.moreau.data.DataFolders;
import org.moreau.data.DataSet;
import org.moreau.data.FileVerification;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "data",
    description = {
      "Lists, checks and fetches data sets.",
      "A set lies in a folder named after it, with _ for - (japanese_vowels), in --data DIR, in"
          + " MOREAU_DATA or in ~/.cache/moreau/data; the first that has a file of the set is used,"
          + " for all its files."
    },
    commandListHeading = "%nCommands:%n")
final class DataCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    CommandLine line = spec.commandLine();
    line.usage(line.getErr());
    return ExitCode.USAGE;
  }

  /** Which sets, and where they are looked for. */
  private static final class Choice {
    @Parameters(index = "0", arity = "0..1", paramLabel = "SET", description = "One set only.")
    private @Nullable String name;

    @Option(names = "--data", paramLabel = "DIR", description = "The data folder to use first.")
    private @Nullable Path data;

    List<DataSet> of(Shell shell) {
      return name == null ? shell.dataSets() : List.of(shell.dataSet(name));
    }

    DataFolders folders() {
      return DataFolders.standard(data);
    }

    /** How to get {@code set} to where it was found, or is looked for first. */
    String fetch(DataSet set) {
      Path own = folders().folderOf(set).orElse(null);
      Path folder = own == null ? data : own.toAbsolutePath().getParent();
      if (!set.fetchable()) {
        return set.howToGet();
      }
      return "get the set with: moreau data fetch "
          + set.name()
          + (folder == null ? "" : " --data " + folder);
    }
  }

  @Command(
      name = "list",
      description = "Shows where each data set comes from and whether it is here.")
  static final class ListSets implements Callable<Integer> {
    @Mixin private final Choice choice = new Choice();
    private final Shell shell;

    ListSets(Shell shell) {
      this.shell = shell;
    }

    @Override
    public Integer call() {
      for (DataSet set : choice.of(shell)) {
        shell.out().println(set.name() + ": " + DataPlace.of(set, choice.folders()).word());
        shell.out().println("  " + set.title());
        shell.out().println("  folder: " + String.join(" or ", set.folders()));
        shell.out().println("  from " + set.origin());
        shell.out().println("  licence: " + set.licence());
      }
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "verify",
      description =
          "Compares the files with their published checksums, and reads those that have none; exit"
              + " code 1 if one differs.")
  static final class Verify implements Callable<Integer> {
    @Mixin private final Choice choice = new Choice();
    private final Shell shell;

    Verify(Shell shell) {
      this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
      TextTable table = new TextTable("set", "file", "state", "place");
      List<String> wrong = new ArrayList<>();
      for (DataSet set : choice.of(shell)) {
        List<FileVerification> files = set.verify(choice.folders());
        for (FileVerification file : files) {
          String state = file.state().name().toLowerCase(Locale.ROOT);
          table.row(set.name(), file.file().name(), state, file.place());
        }
        if (choice.name != null || choice.folders().folderOf(set).isPresent()) {
          wrong.addAll(wrong(set, files));
        }
      }
      table.print(shell.out());
      wrong.forEach(sentence -> Failure.sentence(shell.err(), sentence));
      return wrong.isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }

    /** A sentence for each file that differs, and one for all that are missing. */
    private List<String> wrong(DataSet set, List<FileVerification> files) {
      List<String> sentences = new ArrayList<>();
      List<String> missing = new ArrayList<>();
      for (FileVerification file : files) {
        String name = file.file().name();
        switch (file.state()) {
          case GOOD -> {}
          case MISSING -> missing.add(name);
          case DIFFERENT ->
              sentences.add(set.name() + ": " + name + " is different: " + file.reason());
        }
      }
      if (!missing.isEmpty()) {
        sentences.add(
            set.name()
                + ": "
                + missing.get(0)
                + (missing.size() == 1 ? " is" : " and " + (missing.size() - 1) + " more are")
                + " missing");
      }
      return sentences.stream().map(sentence -> sentence + "; " + choice.fetch(set)).toList();
    }
  }

  @Command(
      name = "fetch",
      description = {
        "Writes the sets into --data DIR, else into MOREAU_DATA, else into ~/.cache/moreau/data;"
            + " a folder that is missing is made. Only this command uses the network, and only for"
            + " sets that Moreau does not bring with it."
      })
  static final class Fetch implements Callable<Integer> {
    @Mixin private final Choice choice = new Choice();
    private final Shell shell;

    Fetch(Shell shell) {
      this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
      Path folder = DataFolders.destination(choice.data);
      for (DataSet set : choice.of(shell)) {
        if (choice.name == null && !set.fetchable()) {
          continue;
        }
        for (Path file : set.fetch(folder)) {
          shell.out().println(file);
        }
      }
      return ExitCode.DONE;
    }
  }
}
