package org.moreau.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.Check;
import org.moreau.engine.TensorData;

/** Samples whose views are vectors: a matrix [samples, features] of float for each view. */
public final class ViewsDataset implements LabelledViews {
  private final List<View> views;
  private final int[] labels;
  private final int classes;

  /**
   * @throws IllegalArgumentException unless there is a view, no two have one name, and all have a
   *     row for each of at least one label below {@code classes}
   */
  public ViewsDataset(List<View> views, int[] labels, int classes) {
    Check.positive("the number of views", views.size());
    Check.positive("the number of samples", labels.length);
    Check.positive("classes", classes);
    for (View view : views) {
      if (view.size() != labels.length) {
        throw new IllegalArgumentException(
            "view "
                + view.name()
                + " must have a row for each of the "
                + labels.length
                + " labels, got "
                + view.size());
      }
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new IllegalArgumentException(
            "label of sample " + i + " must be from 0 to " + (classes - 1) + ", got " + labels[i]);
      }
    }
    this.views = List.copyOf(views);
    this.labels = labels.clone();
    this.classes = classes;
    if (new HashSet<>(viewNames()).size() < views.size()) {
      throw new IllegalArgumentException("views must have different names, got " + viewNames());
    }
  }

  @Override
  public List<String> viewNames() {
    return views.stream().map(View::name).toList();
  }

  /** The views, in their order. */
  public List<View> views() {
    return views;
  }

  /**
   * The view called {@code name}.
   *
   * @throws IllegalArgumentException naming the views, if there is none
   */
  public View view(String name) {
    return views.stream()
        .filter(view -> view.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "view must be one of " + String.join(", ", viewNames()) + ", got " + name));
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public int label(int index) {
    return labels[index];
  }

  /** All labels, in the order of the samples. */
  public int[] labels() {
    return labels.clone();
  }

  @Override
  public ViewsBatch batch(int[] indices, Device device, ScalarType type) {
    if (indices.length == 0) {
      throw new IllegalArgumentException("a batch must have at least 1 sample, got 0");
    }
    List<Tensor> tensors = new ArrayList<>();
    for (View view : views) {
      tensors.add(
          TensorData.of(view.rows(indices), indices.length, view.features()).to(device, type));
    }
    long[] wanted = Arrays.stream(indices).mapToLong(i -> labels[i]).toArray();
    return new ViewsBatch(
        tensors, TensorData.of(wanted, wanted.length).to(device, ScalarType.Long));
  }

  /** The same samples in these of their views, in this order. */
  public ViewsDataset ofViews(String... names) {
    return new ViewsDataset(Arrays.stream(names).map(this::view).toList(), labels, classes);
  }

  /** The same samples in other views. */
  ViewsDataset withViews(List<View> others) {
    return new ViewsDataset(others, labels, classes);
  }

  /** The samples at {@code indices}, in that order. */
  public ViewsDataset subset(int[] indices) {
    return new ViewsDataset(
        views.stream()
            .map(view -> new View(view.name(), view.rows(indices), view.features()))
            .toList(),
        Arrays.stream(indices).map(i -> labels[i]).toArray(),
        classes);
  }

  /**
   * The samples of the classes {@code chosen}, in their order; the label of the first of the
   * classes becomes 0, and so on.
   *
   * @throws IllegalArgumentException if a class is not one of these, or twice there
   */
  public ViewsDataset ofClasses(int... chosen) {
    Check.positive("the number of classes", chosen.length);
    int[] places = new int[classes];
    Arrays.fill(places, -1);
    for (int i = 0; i < chosen.length; i++) {
      if (chosen[i] < 0 || chosen[i] >= classes || places[chosen[i]] >= 0) {
        throw new IllegalArgumentException(
            "classes must be different and from 0 to "
                + (classes - 1)
                + ", got "
                + Arrays.stream(chosen).mapToObj(String::valueOf).collect(Collectors.joining(" ")));
      }
      places[chosen[i]] = i;
    }
    int[] members = IntStream.range(0, size()).filter(i -> places[labels[i]] >= 0).toArray();
    ViewsDataset kept = subset(members);
    return new ViewsDataset(
        kept.views, Arrays.stream(kept.labels).map(c -> places[c]).toArray(), chosen.length);
  }

  /**
   * {@code count} samples of each class, drawn by {@code random} without replacement; they keep
   * their order.
   *
   * @throws IllegalArgumentException if a class has fewer
   */
  public ViewsDataset perClass(int count, SplittableRandom random) {
    Check.positive("count", count);
    boolean[] taken = new boolean[size()];
    for (int label = 0; label < classes; label++) {
      int[] members = Strata.members(labels, label);
      if (members.length < count) {
        throw new IllegalArgumentException(
            "class " + label + " must have at least " + count + " samples, got " + members.length);
      }
      Strata.draw(members, count, random, taken);
    }
    return subset(IntStream.range(0, size()).filter(i -> taken[i]).toArray());
  }
}
