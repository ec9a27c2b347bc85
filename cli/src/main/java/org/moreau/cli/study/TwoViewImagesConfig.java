package org.moreau.cli.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.moreau.data.TwoViewMnist;
import org.moreau.data.ViewsSet;
import org.moreau.engine.Check;
import org.moreau.representation.Agreement;
import org.moreau.representation.ViewsClassifier;

/**
 * The settings of {@link TwoViewImagesStudy}; what differs from the paper's is said in
 * docs/studies/two-view-images.md. One of {@code classes}, {@code perClass} and {@code noise} may
 * have several values.
 */
public record TwoViewImagesConfig(
    @Setting("data: multiple-features, bbc, bbc-sport, two-view-mnist or sketchy (paper)")
        String data,
    @Setting("views by name, or all; none for fou and kar of multiple-features, else all")
        List<String> views,
    @Setting("methods: vanilla, dcca, dccae, rrm, rrm-annealed, prox-net, prox-net-rrm")
        List<String> methods,
    @Setting("the first so many classes; 0 for all (paper: 20, 50, 100 and 125)")
        List<String> classes,
    @Setting("training samples of each class, drawn by the seed; 0 for all; sketchy: pairs")
        List<String> perClass,
    @Setting("deviation of the noise added to the first view, features having deviation 1")
        List<String> noise,
    @Setting("epochs of each stage") int epochs,
    @Setting("samples in a batch (paper: 100)") int batchSize,
    @Setting("learning rate of Adam (paper: 0.001)") double learningRate,
    @Setting("the epoch after which the rate is divided by 10 (paper: 200)") int dropAfter,
    @Setting("weight decay (paper: 1e-4)") double weightDecay,
    @Setting("entries d of each view's code (paper: 20)") int code,
    @Setting("hidden units of each layer of an encoder of vectors") List<String> hidden,
    @Setting("sigmoid units of each layer of a head (paper: 512,512,512)") List<String> head,
    @Setting("correlations that count; 0 for all, of more than two views the code's entries")
        int components,
    @Setting("alpha0 of lambda_t = (1 + k t) alpha0 of the proximal layer (paper: 0.1)")
        double alpha0,
    @Setting("k of the same, and of the annealing of rrm-annealed (paper: 0.5)") double k,
    @Setting("weight of the agreement in rrm") double rrmWeight,
    @Setting("weight of the agreement in rrm-annealed at the start") double rrmAnnealedWeight,
    @Setting("weight of the reconstruction in dccae") double dccaeWeight,
    @Setting("weight of the agreement in prox-net-rrm (published code: 1)") double proxNetRrmWeight,
    @Setting("training digits of two-view-mnist, the first so many; 0 for all") int digits,
    @Setting("pixels of a side that images of sketchy are brought to") int side) {
  private static final int PAPER_PAIRS = 100;
  private static final String ALL = "all";
  private static final String TWO_VIEW_MNIST = "two-view-mnist";

  /** Checks what the parts that use them would refuse only later. */
  public TwoViewImagesConfig {
    views = List.copyOf(views);
    methods = List.copyOf(methods);
    classes = List.copyOf(classes);
    perClass = List.copyOf(perClass);
    noise = List.copyOf(noise);
    hidden = List.copyOf(hidden);
    head = List.copyOf(head);
    NearestName.require("data", data, sets());
    MultiviewForm.all(methods);
    Check.positive("epochs", epochs);
    if (batchSize < 2) {
      throw new IllegalArgumentException(
          "batch-size must be at least 2, as one sample has no correlation, got " + batchSize);
    }
    Check.positive("learning-rate", learningRate);
    Check.positive("drop-after", dropAfter);
    Check.nonNegative("weight-decay", weightDecay);
    Check.positive("code", code);
    sizes("hidden", hidden);
    sizes("head", head);
    if (components < 0 || components > code) {
      throw new IllegalArgumentException(
          "components must be from 0 to the " + code + " entries of the code, got " + components);
    }
    new MultiviewForm.Constants(
        dccaeWeight, rrmWeight, rrmAnnealedWeight, proxNetRrmWeight, alpha0, k);
    counts("classes", classes);
    counts("per-class", perClass);
    NumberList.real("noise", noise).forEach(value -> Check.nonNegative("each of noise", value));
    varied(classes, perClass, noise);
    counts("digits", List.of(String.valueOf(digits)));
    Check.positive("side", side);
    if (data.equals(SketchyViews.NAME)) {
      requireSketchy(views, classes, noise);
    }
  }

  private static List<Integer> sizes(String setting, List<String> texts) {
    List<Integer> sizes = NumberList.whole(setting, texts);
    sizes.forEach(size -> Check.positive("each of " + setting, size));
    return sizes;
  }

  private static List<Integer> counts(String setting, List<String> texts) {
    List<Integer> counts = NumberList.whole(setting, texts);
    counts.forEach(count -> Check.nonNegative(setting, count));
    return counts;
  }

  private static void requireSketchy(List<String> views, List<String> classes, List<String> noise) {
    if (!views.isEmpty() || !noise.equals(List.of("0"))) {
      throw new IllegalArgumentException(
          "views and noise must be left out with data=" + SketchyViews.NAME);
    }
    if (classes.contains("0")) {
      throw new IllegalArgumentException(
          "classes must be named with data=" + SketchyViews.NAME + ", such as 20,50,100,125");
    }
  }

  /** The name of the setting that has several values; empty if none has. */
  String varied() {
    return varied(classes, perClass, noise);
  }

  private static String varied(List<String> classes, List<String> perClass, List<String> noise) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    all.put("classes", classes);
    all.put("per-class", perClass);
    all.put("noise", noise);
    List<String> several = new ArrayList<>();
    all.forEach(
        (name, values) -> {
          List<Double> numbers = NumberList.real(name, values);
          if (numbers.isEmpty() || numbers.stream().distinct().count() < numbers.size()) {
            throw new IllegalArgumentException(
                name + " must have at least one value, each once, got " + String.join(",", values));
          }
          if (values.size() > 1) {
            several.add(name);
            if (!name.equals("noise") && values.contains("0")) {
              throw new IllegalArgumentException(
                  name + " must have 0, for all, as its only value; say how many instead");
            }
          }
        });
    if (several.size() > 1) {
      throw new IllegalArgumentException(
          String.join(" and ", several) + " must not have several values at once");
    }
    return String.join("", several);
  }

  /** One for each value of the setting that has several. */
  List<TwoViewImagesConfig> conditions() {
    return switch (varied()) {
      case "classes" ->
          classes.stream().map(value -> with(value, perClass.get(0), noise.get(0))).toList();
      case "per-class" ->
          perClass.stream().map(value -> with(classes.get(0), value, noise.get(0))).toList();
      case "noise" ->
          noise.stream().map(value -> with(classes.get(0), perClass.get(0), value)).toList();
      default -> List.of(this);
    };
  }

  /** The value of the setting called {@code name}, of a condition. */
  Map<String, String> only(String name) {
    return switch (name) {
      case "classes" -> Map.of(name, classes.get(0));
      case "per-class" -> Map.of(name, perClass.get(0));
      case "noise" -> Map.of(name, noise.get(0));
      default -> Map.of();
    };
  }

  /** What results of several conditions together must be called. */
  String label() {
    String by = varied();
    if (isSketchy()) {
      return images().label("by " + by);
    }
    List<String> all = List.of("0");
    return changed(
                by.equals("classes") ? all : classes,
                by.equals("per-class") ? all : perClass,
                by.equals("noise") ? all : noise,
                epochs,
                digits)
            .features()
            .label()
        + ", by "
        + by
        + (by.equals("noise") ? " (generated) in the first view" : "");
  }

  private TwoViewImagesConfig with(String classes, String perClass, String noise) {
    return changed(List.of(classes), List.of(perClass), List.of(noise), epochs, digits);
  }

  /** With few epochs and digits. */
  TwoViewImagesConfig small() {
    return changed(
        classes,
        perClass,
        noise,
        Math.min(epochs, 3),
        digits == 0 ? 2_000 : Math.min(digits, 2_000));
  }

  private TwoViewImagesConfig changed(
      List<String> classes, List<String> perClass, List<String> noise, int epochs, int digits) {
    return new TwoViewImagesConfig(
        data,
        views,
        methods,
        classes,
        perClass,
        noise,
        epochs,
        batchSize,
        learningRate,
        dropAfter,
        weightDecay,
        code,
        hidden,
        head,
        components,
        alpha0,
        k,
        rrmWeight,
        rrmAnnealedWeight,
        dccaeWeight,
        proxNetRrmWeight,
        digits,
        side);
  }

  private int firstClasses() {
    return counts("classes", classes).get(0);
  }

  private int firstPerClass() {
    return counts("per-class", perClass).get(0);
  }

  private double firstNoise() {
    return NumberList.real("noise", noise).get(0);
  }

  /** Settings that have no effect, and what they need. */
  Map<String, String> idle() {
    Map<String, String> idle = new LinkedHashMap<>(MultiviewForm.idle(methods));
    if (!data.equals(TWO_VIEW_MNIST)) {
      idle.put("digits", "data=" + TWO_VIEW_MNIST);
    }
    if (isSketchy()) {
      idle.put("hidden", "data of vectors");
    } else {
      idle.put("side", "data=" + SketchyViews.NAME);
    }
    return idle;
  }

  /** Whether it is about the paper's own data. */
  boolean isSketchy() {
    return data.equals(SketchyViews.NAME);
  }

  /** The set of vectors that {@code data} names. */
  ViewsSet set() {
    return data.equals(TWO_VIEW_MNIST)
        ? new TwoViewMnist(digits)
        : ViewsSet.all().stream().filter(set -> set.name().equals(data)).findFirst().orElseThrow();
  }

  private static List<String> sets() {
    return Stream.concat(ViewsSet.all().stream().map(ViewsSet::name), Stream.of(SketchyViews.NAME))
        .toList();
  }

  /** The vectors of a condition. */
  FeatureViews features() {
    return new FeatureViews(set(), viewNames(), firstClasses(), firstPerClass(), firstNoise());
  }

  /** The names of the views that are used. */
  List<String> viewNames() {
    if (isSketchy()) {
      return SketchyViews.NAMES;
    }
    ViewsSet set = set();
    return views.isEmpty()
        ? set.defaultViews()
        : views.equals(List.of(ALL)) ? set.viewNames() : views;
  }

  /** The images of a condition. */
  SketchyViews images() {
    int pairs = firstPerClass() == 0 ? PAPER_PAIRS : firstPerClass();
    return new SketchyViews(side, firstClasses(), pairs);
  }

  private int allComponents() {
    return components == 0 && viewNames().size() > 2 ? code : components;
  }

  /**
   * Refuses components that no batch can have.
   *
   * @param rows of the smallest batch
   */
  void requireRows(int rows) {
    if (allComponents() > rows - 1) {
      throw new IllegalArgumentException(
          "components must be at most "
              + (rows - 1)
              + ", as there are batches of "
              + rows
              + " samples, got "
              + allComponents()
              + (components == 0 ? ", the default; set fewer" : "; take fewer")
              + ", or larger batches");
    }
  }

  /** What is trained. */
  List<MultiviewPlan> plans() {
    Agreement agreement = new Agreement(viewNames().size(), allComponents());
    MultiviewForm.Constants constants =
        new MultiviewForm.Constants(
            dccaeWeight, rrmWeight, rrmAnnealedWeight, proxNetRrmWeight, alpha0, k);
    Descent descent = new Descent.Adaptive(new RateSchedule(learningRate, dropAfter), weightDecay);
    return MultiviewForm.all(methods).stream()
        .map(form -> new MultiviewPlan(form.method(agreement, constants), descent, epochs))
        .toList();
  }

  /** The encoders and heads of a condition. */
  ViewsClassifier.Sizes sizes(int classes) {
    return new ViewsClassifier.Sizes(code, sizes("head", head), classes);
  }

  /** The hidden units of an encoder of vectors. */
  List<Integer> hiddenUnits() {
    return sizes("hidden", hidden);
  }
}
