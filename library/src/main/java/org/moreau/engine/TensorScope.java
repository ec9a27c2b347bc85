package org.moreau.engine;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Frees every native object that its thread creates while it is open, except what it keeps. The
 * trainer opens one per step; code that calls layers in a loop of its own opens one around each
 * turn, since the garbage collector does not see native memory. A scope must stay open from forward
 * to the end of backward: after it the gradients of layers are gone, and libtorch's backward says
 * only {@code NullPointerException}.
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
   * A handle to {@code tensor} that outlives every scope; its owner frees it with {@code close()},
   * or leaves it to the garbage collector.
   */
  public static Tensor own(Tensor tensor) {
    Tensor handle = new Tensor(tensor);
    handle.retainReference();
    return handle;
  }

  /** Lets {@code object}, a module say, outlive the scopes that are open; as {@link #own}. */
  public static <P extends Pointer> P retain(P object) {
    return object.retainReference();
  }

  /**
   * A new handle to the values of {@code tensor} that outlives this scope; the enclosing scope
   * frees it, or, where there is none, {@code close()}. It is cut from the graph of its
   * computation, whose hooks end with this scope.
   */
  public Tensor keep(Tensor tensor) {
    // A new handle, as the given one may belong to somebody else, or only point into a parameter.
    Tensor result = own(tensor.is_leaf() ? tensor : tensor.detach());
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
