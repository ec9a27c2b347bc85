package org.moreau.cli.study;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The components of a study's configuration record as keys with values: {@code learningRate} is the
 * setting {@code learning-rate}. Components are int, long, double, boolean, String, an enum or a
 * {@code List<String>}, each with a {@link Setting}, or a record of such, whose components count as
 * if they stood in its place.
 */
public final class Settings<C extends Record> {
  private final C config;
  private final Map<String, RecordComponent> components = new LinkedHashMap<>();
  private final Map<String, Object> values = new HashMap<>();

  private Settings(C config) {
    this.config = config;
    collect(config);
  }

  private void collect(Record record) {
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      Object value = value(component, record);
      if (value instanceof Record part) {
        collect(part);
        continue;
      }
      String name = record.getClass().getName() + "." + component.getName();
      if (component.getAnnotation(Setting.class) == null) {
        throw new IllegalStateException(name + " must have a @Setting");
      }
      String key = SettingText.key(component.getName());
      if (components.put(key, component) != null) {
        throw new IllegalStateException(name + " must not be the second setting " + key);
      }
      values.put(key, value);
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
    return SettingText.of(value(key));
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
    Map<String, Object> changed = new HashMap<>(values);
    changes.forEach(
        (key, text) -> changed.put(key, parse(origin + " " + key, component(key), text)));
    return new Settings<>(construct(origin, config, changed));
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

  private Object value(String key) {
    component(key);
    return Objects.requireNonNull(values.get(key));
  }

  private static Object value(RecordComponent component, Record record) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }

  /** A record like {@code old} with {@code values}, those of its records included. */
  @SuppressWarnings("unchecked") // the canonical constructor of R makes an R
  private static <R extends Record> R construct(String origin, R old, Map<String, Object> values) {
    RecordComponent[] components = old.getClass().getRecordComponents();
    Object[] arguments = new Object[components.length];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] =
          value(components[i], old) instanceof Record part
              ? construct(origin, part, values)
              : values.get(SettingText.key(components[i].getName()));
    }
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = old.getClass().getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return (R) constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw new IllegalArgumentException(origin + ": " + refused.getMessage(), refused);
      }
      throw new IllegalStateException("cannot make " + old.getClass().getName(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make " + old.getClass().getName(), e);
    }
  }
}
