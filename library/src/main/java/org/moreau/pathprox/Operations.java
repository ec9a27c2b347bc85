package org.moreau.pathprox;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.bytedeco.pytorch.EdgeVector;
import org.bytedeco.pytorch.Node;
import org.bytedeco.pytorch.Tensor;

/** What libtorch's graph calls the operations between tensors. */
final class Operations {
  private static final Set<String> SILENT = Set.of("view", "t", "transpose", "accumulate_grad");

  private Operations() {}

  /**
   * The names, in libtorch's spelling, of what leads to {@code x} from any of {@code sources}; none
   * where no graph was recorded.
   */
  static Set<String> before(Tensor x, Collection<Tensor> sources) {
    Set<Long> ends = new HashSet<>();
    for (Tensor source : sources) {
      if (source.grad_fn() != null && !source.grad_fn().isNull()) {
        ends.add(source.grad_fn().address());
      }
    }
    Set<String> names = new TreeSet<>();
    Set<Long> seen = new HashSet<>(ends);
    Deque<Node> open = new ArrayDeque<>();
    push(x.grad_fn(), seen, open);
    while (!open.isEmpty()) {
      Node node = open.pop();
      String name = spelling(node.name().getString());
      if (!SILENT.contains(name)) {
        names.add(name);
      }
      EdgeVector edges = node.next_edges();
      for (long i = 0; i < edges.size(); i++) {
        push(edges.get(i).function(), seen, open);
      }
    }
    return names;
  }

  private static void push(Node node, Set<Long> seen, Deque<Node> open) {
    if (node != null && !node.isNull() && seen.add(node.address())) {
      open.push(node);
    }
  }

  /** NativeBatchNormBackward0 becomes native_batch_norm. */
  private static String spelling(String node) {
    String name = node.replaceFirst("^.*::", "").replaceFirst("Backward\\d*$", "");
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }
}
