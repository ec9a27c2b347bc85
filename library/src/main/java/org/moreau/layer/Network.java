package org.moreau.layer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Conv1dImpl;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv3dImpl;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.moreau.engine.NativeLibraries;

/**
 * A module that knows its linear layers as Java objects. To be extended in the place of {@link
 * Module}: what {@code register_module} returns for a {@link LinearImpl} or a convolution of
 * libtorch's, and what the network then has to use, is such an object for the same native layer:
 * {@code fc = register_module("fc", new LinearImpl(3, 2))}. A layer that is called by the object
 * that was registered keeps libtorch's gradient.
 *
 * <p>Layers in libtorch's own containers, or registered before the constructor of this class, stay
 * unknown.
 */
public abstract class Network extends Module {
  private final Map<String, LinearLayer> layers = new LinkedHashMap<>();
  private final Map<String, Network> parts = new LinkedHashMap<>();

  /** A network without a name of its own. */
  protected Network() {
    this("Network");
  }

  /** A network whose printed form starts with {@code name}. */
  protected Network(String name) {
    super(loaded(name));
  }

  private static String loaded(String name) {
    NativeLibraries.load(); // before the first native object, the module itself
    return name;
  }

  /** The linear layers by their dotted names, in the order in which they were registered. */
  public final Map<String, LinearLayer> linearLayers() {
    Map<String, LinearLayer> all = new LinkedHashMap<>(layers);
    parts.forEach(
        (part, network) ->
            network.linearLayers().forEach((name, layer) -> all.put(part + "." + name, layer)));
    return Collections.unmodifiableMap(all);
  }

  @Override
  @SuppressWarnings("unchecked") // the replacements extend the classes that they replace
  public final <M extends Module> M register_module(String name, M module) {
    M used = (M) followingRules(super.register_module(name, module));
    if (used instanceof LinearLayer layer) {
      layers.put(name, layer);
    } else if (used instanceof Network network) {
      parts.put(name, network);
    }
    return used;
  }

  @Override
  public final <M extends Module> M register_module(BytePointer name, M module) {
    return register_module(name.getString(), module);
  }

  // A class of the user's own may compute anything in its forward: only libtorch's are known.
  private static Module followingRules(Module module) {
    if (module.getClass() == LinearImpl.class) {
      return new DenseLayer((LinearImpl) module);
    }
    if (module.getClass() == Conv1dImpl.class) {
      return new Convolution1d((Conv1dImpl) module);
    }
    if (module.getClass() == Conv2dImpl.class) {
      return new Convolution2d((Conv2dImpl) module);
    }
    if (module.getClass() == Conv3dImpl.class) {
      return new Convolution3d((Conv3dImpl) module);
    }
    return module;
  }
}
