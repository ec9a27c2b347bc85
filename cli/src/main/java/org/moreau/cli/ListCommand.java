package org.moreau.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.moreau.cli.study.Json;
import org.moreau.cli.study.Settings;
import org.moreau.cli.study.Study;
import org.moreau.cli.study.TextTable;
import org.moreau.data.DataFolders;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "list",
    description = {
      "Shows the studies: what each shows, and whether its data is here.",
      "With STUDY: all its settings with their defaults, for --set and --config."
    },
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {"  moreau list", "  moreau list japanese-vowels", "  moreau list --json"})
final class ListCommand implements Callable<Integer> {

  @Parameters(index = "0", arity = "0..1", paramLabel = "STUDY", description = "One study only.")
  private @Nullable String study;

  @Option(names = "--json", description = "Write JSON.")
  private boolean json;

  @Option(names = "--data", paramLabel = "DIR", description = "The folder to look in first.")
  private @Nullable Path data;

  private final Shell shell;

  ListCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    DataFolders folders = DataFolders.standard(data);
    if (study != null) {
      Study<?> one = shell.studies().named(study);
      if (json) {
        shell.out().print(Json.pretty(describe(one, folders)));
      } else {
        show(one, folders);
      }
    } else if (json) {
      List<Object> all = new ArrayList<>();
      shell.studies().all().forEach(s -> all.add(describe(s, folders)));
      shell.out().print(Json.pretty(Map.of("studies", all)));
    } else {
      TextTable table = new TextTable("study", "data", "shows");
      shell.studies().all().forEach(s -> table.row(s.name(), usual(s, folders), s.title()));
      table.print(shell.out());
    }
    return ExitCode.DONE;
  }

  private void show(Study<?> one, DataFolders folders) {
    shell.out().println(one.name() + ": " + one.title());
    shell.out().println("paper: " + one.reference());
    shell.out().println("data: " + data(one, folders));
    shell.out().println("settings (--set KEY=VALUE, or lines of a file for --config):");
    Settings<?> settings = Settings.of(one.defaults());
    for (String key : settings.keys()) {
      shell.out().println("  " + key + "=" + settings.text(key));
      shell.out().println("      " + settings.comment(key) + " (" + settings.rule(key) + ")");
    }
  }

  private Map<String, Object> describe(Study<?> one, DataFolders folders) {
    Map<String, Object> settings = new LinkedHashMap<>();
    Settings<?> defaults = Settings.of(one.defaults());
    for (String key : defaults.keys()) {
      Map<String, Object> setting = new LinkedHashMap<>();
      setting.put("default", defaults.text(key));
      setting.put("values", defaults.rule(key));
      setting.put("comment", defaults.comment(key));
      settings.put(key, setting);
    }
    Map<String, Object> sets = new LinkedHashMap<>();
    one.dataSets(folders).forEach(name -> sets.put(name, place(name, folders).word()));
    Map<String, Object> bySetting = new LinkedHashMap<>();
    bySetting(one)
        .forEach(
            (setting, name) -> bySetting.put(setting, Map.of(name, place(name, folders).word())));
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", one.name());
    map.put("title", one.title());
    map.put("reference", one.reference());
    map.put("data", sets);
    map.put("data_by_setting", bySetting);
    map.put("settings", settings);
    return map;
  }

  /** What it reads by default, and by which settings others. */
  private String usual(Study<?> one, DataFolders folders) {
    String keys =
        bySetting(one).keySet().stream()
            .map(setting -> setting.substring(0, setting.indexOf('=')))
            .distinct()
            .collect(Collectors.joining(", "));
    return always(one, folders) + (keys.isEmpty() ? "" : "; other data by " + keys);
  }

  private String data(Study<?> one, DataFolders folders) {
    StringBuilder text = new StringBuilder(always(one, folders));
    bySetting(one)
        .forEach(
            (setting, name) ->
                text.append("; with ").append(setting).append(": ").append(word(name, folders)));
    return text.toString();
  }

  private String always(Study<?> one, DataFolders folders) {
    List<String> words = one.dataSets(folders).stream().map(name -> word(name, folders)).toList();
    return words.isEmpty() ? "none" : String.join(", ", words);
  }

  private static Map<String, String> bySetting(Study<?> one) {
    return new TreeMap<>(one.dataSetsBySetting());
  }

  private String word(String name, DataFolders folders) {
    return name + " " + place(name, folders).word();
  }

  private DataPlace place(String name, DataFolders folders) {
    return DataPlace.of(shell.dataSet(name), folders);
  }
}
