package org.moreau.cli.study;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The components of a study's configuration record as keys with values: {@code learningRate} is the
 * setting {@code learning-rate}. Components are int, long, double, boolean, String, an enum or a
 * {@code List<String>}, each with a {@link Setting}.
 */
public final class Settings<C extends Record> {
  private final C config;
  private final Map<String, RecordComponent> components = new LinkedHashMap<>();

  private Settings(C config) {
    this.config = config;
    for (RecordComponent component : config.getClass().getRecordComponents()) {
      if (component.getAnnotation(Setting.class) == null) {
        throw new IllegalStateException(
            config.getClass().getName() + "." + component.getName() + " must have a @Setting");
      }
      components.put(SettingText.key(component.getName()), component);
    }
  }

  /** The settings that {@code config} holds. */
  public static <C extends Record> Settings<C> of(C config) {
    return new Settings<>(config);
  }

  public C config() {
    return config;
  }

  public List<String> keys() {
    return List.copyOf(components.keySet());
  }

  /** What the setting means. */
  public String comment(String key) {
    Setting setting = component(key).getAnnotation(Setting.class);
    return setting == null ? "" : setting.value();
  }

  /** What its values look like, such as "a whole number". */
  public String rule(String key) {
    return SettingText.rule(component(key).getType());
  }

  /** Its value, as {@link #with} takes it. */
  public String text(String key) {
    return SettingText.of(value(component(key)));
  }

  /** Whether the setting is a list. */
  boolean isList(String key) {
    return component(key).getType() == List.class;
  }

  /** Whether the setting is a text, whose value may look like a number. */
  boolean isText(String key) {
    return component(key).getType() == String.class;
  }

  /** All keys and values, in the order of the record. */
  public Map<String, String> toMap() {
    Map<String, String> map = new LinkedHashMap<>();
    keys().forEach(key -> map.put(key, text(key)));
    return map;
  }

  /**
   * These settings with some of them changed.
   *
   * @param origin where the changes come from, for messages: {@code --set} or a file
   * @throws IllegalArgumentException if a key is unknown, a value is of another type, or the record
   *     refuses the values
   */
  public Settings<C> with(String origin, Map<String, String> changes) {
    changes.keySet().forEach(key -> require(origin, key));
    Object[] values = new Object[components.size()];
    int i = 0;
    for (Map.Entry<String, RecordComponent> entry : components.entrySet()) {
      String change = changes.get(entry.getKey());
      values[i++] =
          change == null
              ? value(entry.getValue())
              : parse(origin + " " + entry.getKey(), entry.getValue(), change);
    }
    return new Settings<>(construct(origin, values));
  }

  /** {@code text} as {@link #text} would give it back after it was set. */
  String canonical(String origin, String key, String text) {
    return SettingText.of(parse(origin + " " + key, component(key), text));
  }

  /** Throws if there is no setting {@code key}, naming the nearest. */
  void require(String origin, String key) {
    if (!components.containsKey(key)) {
      throw new IllegalArgumentException(
          origin + ": " + NearestName.unknown("setting", key, components.keySet()));
    }
  }

  private RecordComponent component(String key) {
    RecordComponent component = components.get(key);
    if (component == null) {
      throw new IllegalArgumentException(NearestName.unknown("setting", key, components.keySet()));
    }
    return component;
  }

  private static Object parse(String name, RecordComponent component, String text) {
    try {
      return SettingText.parse(component.getType(), text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + " " + e.getMessage(), e);
    }
  }

  private Object value(RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(config);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }

  @SuppressWarnings("unchecked") // the canonical constructor of C makes a C
  private C construct(String origin, Object[] values) {
    Class<?>[] types =
        Arrays.stream(config.getClass().getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = config.getClass().getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return (C) constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw new IllegalArgumentException(origin + ": " + refused.getMessage(), refused);
      }
      throw new IllegalStateException("cannot make " + config.getClass().getName(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make " + config.getClass().getName(), e);
    }
  }
}
