package io.statecap.model;

import io.statecap.datasets.TokenSource;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Bytes of the arrays of numbers that are reachable from objects of this project, on heap and off heap. Found by
 * reflection, so that no owner of a buffer can forget to report it. Sources of data are left out: text is read or
 * mapped once for all trials.
 */
public final class MemoryFootprint {

    private static final String OWN = "io.statecap.";

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private MemoryFootprint() {}

    /** Bytes of all arrays reachable from these objects; shared ones count once. */
    public static long of(Object... owners) {
        return new MemoryFootprint().count(owners);
    }

    private long count(Object object) {
        if (object == null || object instanceof TokenSource || object instanceof Enum || !seen.add(object)) {
            return 0;
        }
        if (object instanceof INDArray array) {
            return array.length() * array.dataType().width();
        }
        if (object instanceof Object[] objects) {
            return Arrays.stream(objects).mapToLong(this::count).sum();
        }
        if (object.getClass().isArray()) {
            return (long) Array.getLength(object) * width(object.getClass().getComponentType());
        }
        if (object instanceof Collection<?> collection) {
            return collection.stream().mapToLong(this::count).sum();
        }
        if (object instanceof Map<?, ?> map) {
            return map.values().stream().mapToLong(this::count).sum();
        }
        return object.getClass().getName().startsWith(OWN) ? ofFields(object) : 0;
    }

    private static int width(Class<?> primitive) {
        return switch (primitive.getName()) {
            case "long", "double" -> Long.BYTES;
            case "int", "float" -> Integer.BYTES;
            case "short", "char" -> Short.BYTES;
            default -> Byte.BYTES;
        };
    }

    private long ofFields(Object object) {
        long bytes = 0;
        for (Class<?> type = object.getClass(); type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    bytes += count(value(field, object));
                }
            }
        }
        return bytes;
    }

    private static Object value(Field field, Object object) {
        try {
            field.setAccessible(true);
            return field.get(object);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("a field that was made accessible is not: " + field, e);
        }
    }
}
