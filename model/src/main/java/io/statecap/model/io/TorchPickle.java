package io.statecap.model.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.PickleUtils;
import net.razorvine.pickle.Unpickler;

/**
 * Reads the pickle of a PyTorch state dict and nothing else. A pickle is a program for a stack machine that may name
 * any class and call it. Here the machine has only the instructions that such a dict needs and only the classes of
 * {@link #classes}, and "calling" one makes a description of a tensor. Every object costs at least a byte of the
 * pickle, so memory is bounded by its length.
 */
final class TorchPickle extends Unpickler {

    /** Finds what a storage of so many elements holds. */
    interface Storages {
        Tensor find(ElementType type, String key, long elements) throws ModelFormatException;
    }

    /** Own class, so that a storage is not taken for a tensor. */
    private record Storage(Tensor content) {}

    /** A class of storages; it cannot be called. */
    private record StorageClass(ElementType type) implements IObjectConstructor {
        @Override
        public Object construct(Object[] arguments) {
            throw new IllegalArgumentException("calls the class of a storage, which was not executed");
        }
    }

    /** What may be named. */
    private final Map<String, IObjectConstructor> classes = Map.of(
            "torch._utils._rebuild_tensor_v2", this::tensor,
            "collections.OrderedDict", arguments -> new LinkedHashMap<>(0),
            "torch.DoubleStorage", new StorageClass(ElementType.F64),
            "torch.FloatStorage", new StorageClass(ElementType.F32),
            "torch.HalfStorage", new StorageClass(ElementType.F16),
            "torch.BFloat16Storage", new StorageClass(ElementType.BF16));
    private final Storages storages;

    private TorchPickle(Storages storages) {
        this.storages = storages;
    }

    /** Tensors by name, in the order of the pickle. {@code where} starts every message. */
    static Map<String, Tensor> read(String where, byte[] pickle, Storages storages) throws ModelFormatException {
        try {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (Map.Entry<?, ?> entry : ((Map<?, ?>) new TorchPickle(storages).loads(pickle)).entrySet()) {
                if (!(entry.getValue() instanceof Tensor tensor)) {
                    throw new IllegalArgumentException("holds something else than a tensor as "
                            + Quote.of((String) entry.getKey()));
                }
                tensors.put((String) entry.getKey(), tensor);
            }
            return tensors;
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(where + ": the pickle " + Quote.clean(e.getMessage()), e);
        } catch (UncheckedIOException e) {
            throw (ModelFormatException) e.getCause();
        } catch (IOException | RuntimeException e) {
            throw new ModelFormatException(where + ": the pickle is damaged, or not of a dict of tensors", e);
        }
    }

    @Override
    protected Object dispatch(short instruction) throws IOException {
        switch (instruction) {
            case 'c' -> stack.add(named(PickleUtils.readline(input), PickleUtils.readline(input)));     // GLOBAL
            case 0x93 -> {                                                                              // STACK_GLOBAL
                String name = (String) stack.pop();
                stack.add(named((String) stack.pop(), name));
            }
            case '}' -> stack.add(new LinkedHashMap<>(0));                                              // EMPTY_DICT
            case 's' -> {                                                                               // SETITEM
                Object value = stack.pop();
                setItems(Arrays.asList(stack.pop(), value));
            }
            case 'u' -> setItems(stack.pop_all_since_marker());                                         // SETITEMS
            // BUILD: an ordered dict of a module carries version numbers as attributes, which are not needed.
            case 'b' -> stack.pop();
            case 'X' -> {                                                                               // BINUNICODE
                // Nothing is allocated for more text than there is.
                input.mark(Integer.BYTES);
                if (PickleUtils.bytes_to_integer(PickleUtils.readbytes(input, Integer.BYTES)) > input.available()) {
                    throw new IllegalArgumentException("ends within a text");
                }
                input.reset();
                return super.dispatch(instruction);
            }
            // Numbers, texts, tuples, what is kept and recalled, a storage, a call, the end.
            case 0x80, 0x95, 'N', 0x88, 0x89, 'K', 'M', 'J', 0x8a, 0x8c, '(', ')', 't', 0x85, 0x86, 0x87, 'q', 'r',
                    0x94, 'h', 'j', 'Q', 'R', '.' -> {
                return super.dispatch(instruction);
            }
            default -> throw new IllegalArgumentException(String.format(
                    "has the instruction 0x%02x, which no dict of tensors needs; it was not executed", instruction));
        }
        return NO_RETURN_VALUE;
    }

    private IObjectConstructor named(String module, String name) {
        String full = module + "." + name;
        if (!classes.containsKey(full)) {
            throw new IllegalArgumentException("names " + Quote.of(full) + ", which was not executed; only a dict of"
                    + " tensors is read");
        }
        return classes.get(full);
    }

    /** Keys are texts only: a structure that contains itself is never hashed. */
    @SuppressWarnings("unchecked")
    private void setItems(List<?> items) {
        Map<String, Object> dict = (Map<String, Object>) stack.peek();
        for (int i = 0; i < items.size(); i += 2) {
            dict.put((String) items.get(i), items.get(i + 1));
        }
    }

    /** {@code ("storage", class, key, device, elements)}. The device is that of the saving process. */
    @Override
    protected Object persistentLoad(Object id) {
        Object[] items = (Object[]) id;
        try {
            return new Storage(storages.find(((StorageClass) items[1]).type(), (String) items[2], number(items[4])));
        } catch (ModelFormatException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code (storage, offset, size, stride, requires_grad, backward_hooks)}; newer ones add metadata. */
    private Tensor tensor(Object[] arguments) {
        Tensor storage = ((Storage) arguments[0]).content();
        long offset = number(arguments[1]);
        Shape shape = new Shape(numbers(arguments[2]));
        List<Long> strides = numbers(arguments[3]);
        if (!rowMajor(shape, strides)) {
            throw new IllegalArgumentException("has a tensor of size " + shape + " and stride " + strides
                    + "; only elements that follow each other row by row are allowed");
        }
        long elements = storage.shape().elements();
        if (offset < 0 || offset > elements - shape.elements()) {
            throw new IllegalArgumentException("has a tensor of size " + shape + " at " + offset
                    + " that reaches outside its storage of " + elements + " elements");
        }
        return storage.view(offset, shape);
    }

    private static boolean rowMajor(Shape shape, List<Long> strides) {
        long expected = 1;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            if (shape.dimension(axis) != 1 && strides.get(axis) != expected) {
                return shape.elements() == 0;
            }
            expected *= shape.dimension(axis);
        }
        return true;
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }

    private static List<Long> numbers(Object tuple) {
        return Arrays.stream((Object[]) tuple).map(TorchPickle::number).toList();
    }
}
