package io.statecap.model.io;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads the pickle of a PyTorch state dict and nothing else. A pickle is a program for a stack machine that may name
 * any class and call it. Here the machine knows only the instructions that such a dict needs, the classes of
 * {@link Global} are constants without code, and "calling" one makes a description of a tensor. Every object costs at
 * least a byte of the pickle, so memory is bounded by its length. Python's {@code None} is null.
 */
final class TorchPickle {

    private static final int HIGHEST_RANK = 8;
    private static final int NEWEST_PROTOCOL = 5;

    /** Finds what a storage of so many elements holds. */
    interface Storages {
        Tensor find(ElementType type, String key, long elements) throws ModelFormatException;
    }

    /** A class that may be named, without code; {@code storage} is what it holds, null for others. */
    private record Global(String name, ElementType storage) {}

    private static final Global REBUILD_TENSOR = new Global("torch._utils._rebuild_tensor_v2", null);
    private static final Global ORDERED_DICT = new Global("collections.OrderedDict", null);
    private static final List<Global> GLOBALS = List.of(REBUILD_TENSOR, ORDERED_DICT,
            new Global("torch.DoubleStorage", ElementType.F64), new Global("torch.FloatStorage", ElementType.F32),
            new Global("torch.HalfStorage", ElementType.F16), new Global("torch.BFloat16Storage", ElementType.BF16));

    private record Tuple(List<Object> items) {}

    /** Own class, so that keys are texts only, and a structure that contains itself is never hashed. */
    private record Dict(Map<String, Object> items) {}

    /** Own class, so that a storage is not taken for a tensor. */
    private record Storage(Tensor content) {}

    private final String where;
    private final ByteBuffer in;
    private final Storages storages;
    /** Values since the latest mark, and those before each mark. */
    private List<Object> stack = new ArrayList<>();
    private final Deque<List<Object>> beforeMarks = new ArrayDeque<>();
    private final Map<Integer, Object> memo = new HashMap<>();

    private TorchPickle(String where, ByteBuffer in, Storages storages) {
        this.where = where;
        this.in = in;
        this.storages = storages;
    }

    /** Tensors by name. {@code where} starts every message; the buffer is little-endian. */
    static Map<String, Tensor> read(String where, ByteBuffer pickle, Storages storages)
            throws ModelFormatException {
        TorchPickle machine = new TorchPickle(where, pickle, storages);
        Object result = machine.run();
        if (!(result instanceof Dict dict)) {
            throw machine.error("holds " + describe(result) + "; a dict of tensors is needed");
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, Object> entry : dict.items.entrySet()) {
            if (!(entry.getValue() instanceof Tensor tensor)) {
                throw machine.error("holds " + describe(entry.getValue()) + " as " + Quote.of(entry.getKey())
                        + "; only tensors are allowed");
            }
            tensors.put(entry.getKey(), tensor);
        }
        return tensors;
    }

    private ModelFormatException error(String message) {
        return new ModelFormatException(where + ": the pickle " + message);
    }

    private ModelFormatException broken(String message) {
        return error(message + ", before byte " + in.position());
    }

    private static String describe(Object value) {
        if (value instanceof Global global) {
            return "the class " + global.name();
        }
        return value instanceof String text ? "the text " + Quote.of(text)
                : value instanceof Tensor ? "a tensor"
                : value == null ? "none"
                : "a " + value.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    private Object run() throws ModelFormatException {
        while (true) {
            int at = in.position();
            int instruction = unsignedByte();
            switch (instruction) {
                case 0x80 -> checkProtocol(unsignedByte());
                case 0x95 -> bytes(Long.BYTES);                                     // FRAME: its length is not needed
                case '(' -> mark();
                case 'N' -> push(null);
                case 0x88 -> push(Boolean.TRUE);
                case 0x89 -> push(Boolean.FALSE);
                case 'K' -> push((long) unsignedByte());                            // BININT1
                case 'M' -> push(Short.toUnsignedLong(bytes(2).getShort()));        // BININT2
                case 'J' -> push((long) bytes(4).getInt());                         // BININT
                case 0x8a -> push(longInteger(unsignedByte()));                     // LONG1
                case 0x8c -> push(text(unsignedByte()));                            // SHORT_BINUNICODE
                case 'X' -> push(text(bytes(4).getInt()));                          // BINUNICODE
                case 'c' -> push(global(line(), line()));                           // GLOBAL
                case 0x93 -> stackGlobal();
                case '}' -> push(new Dict(new LinkedHashMap<>(0)));
                case ')' -> push(new Tuple(List.of()));
                case 0x85, 0x86, 0x87 -> push(new Tuple(pop(instruction - 0x84)));
                case 't' -> push(new Tuple(sinceMark()));
                case 's' -> setItems(pop(2));                                       // SETITEM
                case 'u' -> setItems(sinceMark());                                  // SETITEMS
                case 'q' -> memo.put(unsignedByte(), top());                        // BINPUT
                case 'r' -> memo.put(bytes(4).getInt(), top());                     // LONG_BINPUT
                case 0x94 -> memo.put(memo.size(), top());                          // MEMOIZE
                case 'h' -> recall(unsignedByte());                                 // BINGET
                case 'j' -> recall(bytes(4).getInt());                              // LONG_BINGET
                case 'Q' -> push(storage(pop()));                                   // BINPERSID
                case 'R' -> reduce();
                case 'b' -> build();
                case '.' -> {
                    return pop();
                }
                default -> throw error(String.format("has the instruction 0x%02x at byte %d, which no dict of tensors"
                        + " needs; it was not executed", instruction, at));
            }
        }
    }

    private void checkProtocol(int protocol) throws ModelFormatException {
        if (protocol > NEWEST_PROTOCOL) {
            throw error("is of protocol " + protocol + "; at most " + NEWEST_PROTOCOL + " is allowed");
        }
    }

    private ByteBuffer bytes(int count) throws ModelFormatException {
        if (count < 0 || count > in.remaining()) {
            throw error("ends too early: " + Integer.toUnsignedString(count) + " bytes are announced at byte "
                    + in.position() + ", " + in.remaining() + " follow");
        }
        ByteBuffer bytes = in.slice(in.position(), count).order(in.order());
        in.position(in.position() + count);
        return bytes;
    }

    private int unsignedByte() throws ModelFormatException {
        return Byte.toUnsignedInt(bytes(1).get());
    }

    private long longInteger(int count) throws ModelFormatException {
        if (count > Long.BYTES) {
            throw error("has an integer of " + count + " bytes; at most 8 are allowed");
        }
        long value = 0;
        ByteBuffer bytes = bytes(count);
        for (int i = 0; i < count; i++) {
            // The last byte carries the sign.
            long piece = i == count - 1 ? bytes.get(i) : Byte.toUnsignedLong(bytes.get(i));
            value |= piece << 8 * i;
        }
        return value;
    }

    private String text(int count) throws ModelFormatException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes(count)).toString();
        } catch (CharacterCodingException e) {
            throw error("has text that is not UTF-8 before byte " + in.position());
        }
    }

    private String line() throws ModelFormatException {
        for (int end = in.position(); end < in.limit(); end++) {
            if (in.get(end) == '\n') {
                String line = text(end - in.position());
                in.get();
                return line;
            }
        }
        throw error("ends too early, in a name");
    }

    private Global global(String module, String name) throws ModelFormatException {
        String full = module + "." + name;
        return GLOBALS.stream().filter(global -> global.name().equals(full)).findFirst().orElseThrow(() ->
                error("names " + Quote.of(full) + ", which was not executed; only "
                        + GLOBALS.stream().map(Global::name).toList() + " are allowed"));
    }

    private void stackGlobal() throws ModelFormatException {
        Object name = pop();
        if (!(pop() instanceof String module) || !(name instanceof String)) {
            throw error("names a class by something other than text");
        }
        push(global(module, (String) name));
    }

    private void push(Object value) {
        stack.add(value);
    }

    private Object pop() throws ModelFormatException {
        if (stack.isEmpty()) {
            throw broken("takes values that it never made");
        }
        return stack.remove(stack.size() - 1);
    }

    private List<Object> pop(int count) throws ModelFormatException {
        Object[] items = new Object[count];
        for (int i = count - 1; i >= 0; i--) {
            items[i] = pop();
        }
        return Arrays.asList(items);
    }

    private Object top() throws ModelFormatException {
        Object top = pop();
        push(top);
        return top;
    }

    private void recall(int index) throws ModelFormatException {
        if (!memo.containsKey(index)) {
            throw broken("recalls a value that it never kept");
        }
        push(memo.get(index));
    }

    private void mark() {
        beforeMarks.push(stack);
        stack = new ArrayList<>(0);
    }

    private List<Object> sinceMark() throws ModelFormatException {
        if (beforeMarks.isEmpty()) {
            throw broken("ends a sequence that it never began");
        }
        List<Object> items = stack;
        stack = beforeMarks.pop();
        return items;
    }

    private void setItems(List<Object> items) throws ModelFormatException {
        if (!(top() instanceof Dict dict) || items.size() % 2 != 0) {
            throw error("sets items of " + describe(top()) + ", before byte " + in.position());
        }
        for (int i = 0; i < items.size(); i += 2) {
            if (!(items.get(i) instanceof String key)) {
                throw error("has " + describe(items.get(i)) + " as a key; only text is allowed");
            }
            if (dict.items.put(key, items.get(i + 1)) != null) {
                throw error("has the key " + Quote.of(key) + " twice");
            }
        }
    }

    /** {@code ("storage", class, key, device, elements)}. The device is that of the saving process. */
    private Storage storage(Object id) throws ModelFormatException {
        List<Object> items = id instanceof Tuple tuple ? tuple.items() : List.of();
        if (items.size() == 5 && "storage".equals(items.get(0))
                && items.get(1) instanceof Global global && global.storage() != null
                && items.get(2) instanceof String key && items.get(3) instanceof String
                && items.get(4) instanceof Long elements && elements >= 0) {
            return new Storage(storages.find(global.storage(), key, elements));
        }
        throw broken("refers to something other than a storage of floating-point numbers");
    }

    private void reduce() throws ModelFormatException {
        Object arguments = pop();
        Object callable = pop();
        if (callable == ORDERED_DICT && arguments instanceof Tuple tuple && tuple.items().isEmpty()) {
            push(new Dict(new LinkedHashMap<>(0)));
        } else if (callable == REBUILD_TENSOR && arguments instanceof Tuple tuple) {
            push(tensor(tuple.items()));
        } else {
            throw error("applies " + describe(callable) + " to " + describe(arguments) + ", which was not executed");
        }
    }

    /** An ordered dict of a module carries version numbers as attributes, which are not needed. */
    private void build() throws ModelFormatException {
        Object state = pop();
        if (!(state instanceof Dict) || !(top() instanceof Dict)) {
            throw error("gives " + describe(top()) + " a state, which was not executed");
        }
    }

    /** {@code (storage, offset, size, stride, requires_grad, backward_hooks)}; newer ones add metadata. */
    private Tensor tensor(List<Object> arguments) throws ModelFormatException {
        if ((arguments.size() != 6 && arguments.size() != 7)
                || !(arguments.get(0) instanceof Storage storage) || !(arguments.get(1) instanceof Long offset)) {
            throw broken("has a tensor with arguments that _rebuild_tensor_v2 does not take");
        }
        List<Long> sizes = naturals(arguments.get(2), "size");
        List<Long> strides = naturals(arguments.get(3), "stride");
        if (sizes.size() != strides.size() || sizes.size() > HIGHEST_RANK) {
            throw error("has a tensor of size " + sizes + " and stride " + strides
                    + "; as many of both, and at most " + HIGHEST_RANK + ", are allowed");
        }
        Shape shape;
        try {
            shape = new Shape(sizes);
        } catch (IllegalArgumentException e) {
            throw error("has a tensor of impossible size: " + e.getMessage());
        }
        if (!rowMajor(shape, strides)) {
            throw error("has a tensor of size " + sizes + " and stride " + strides
                    + "; only elements that follow each other row by row, as contiguous() puts them, are allowed");
        }
        long elements = storage.content().shape().elements();
        if (offset < 0 || offset > elements - shape.elements()) {
            throw error("has a tensor of size " + sizes + " at " + offset + " that reaches outside its storage of "
                    + elements + " elements");
        }
        return storage.content().view(offset, shape);
    }

    private static boolean rowMajor(Shape shape, List<Long> strides) {
        long expected = 1;
        for (int axis = strides.size() - 1; axis >= 0; axis--) {
            long size = shape.dimensions().get(axis);
            if (size != 1 && strides.get(axis) != expected) {
                return shape.elements() == 0;
            }
            expected *= size;
        }
        return true;
    }

    private List<Long> naturals(Object value, String what) throws ModelFormatException {
        if (value instanceof Tuple tuple
                && tuple.items().stream().allMatch(item -> item instanceof Long number && number >= 0)) {
            return tuple.items().stream().map(Long.class::cast).toList();
        }
        throw broken("has a tensor whose " + what + " is no tuple of integers of at least 0");
    }
}
