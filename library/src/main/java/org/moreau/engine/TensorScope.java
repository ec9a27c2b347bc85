package org.moreau.engine;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Frees every native object that its thread creates while it is open, except what it keeps. The
 * trainer opens one per step; code that calls layers in a loop of its own opens one around each
 * turn, since the garbage collector does not see native memory.
 */
public final class TensorScope implements AutoCloseable {
  private final PointerScope scope;
  private final List<Tensor> kept = new ArrayList<>();

  /** Opens a scope on this thread, inside those that are open. */
  public TensorScope() {
    NativeLibraries.load();
    scope = new PointerScope();
  }

  /** Whether this thread has an open scope. */
  public static boolean isOpen() {
    return PointerScope.getInnerScope() != null;
  }

  /**
   * The values of {@code tensor} as a tensor that outlives this scope; the enclosing scope frees
   * it, or, where there is none, {@code close()}. It is cut from the graph of its computation,
   * whose hooks end with this scope.
   */
  public Tensor keep(Tensor tensor) {
    Tensor result = tensor.is_leaf() ? tensor : tensor.detach();
    result.retainReference();
    kept.add(result);
    return result;
  }

  @Override
  public void close() {
    scope.close();
    PointerScope outer = PointerScope.getInnerScope();
    if (outer != null) {
      for (Tensor tensor : kept) {
        outer.attach(tensor);
        tensor.releaseReference();
      }
    }
  }
}
