package io.statecap.model.io;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.statecap.model.Mamba2Config;
import io.statecap.model.Mamba2Config.Range;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * {@code config.json} of HF transformers ({@code Mamba2Config}) or of the state-spaces repository
 * ({@code MambaConfig}); what is absent has the default of its class. The range of −A at initialisation is no field of
 * transformers; statecap adds {@value #INIT_A}, which transformers ignores.
 */
final class ConfigFile {

    private static final String INIT_A = "A_init_range";
    private static final Range DEFAULT_INIT_A = new Range(1, 16);

    /** Fields of state-spaces' {@code ssm_cfg}. Of those after {@code conv_bias}, any setting gives the same model. */
    private static final Set<String> SSM_CFG = Set.of("layer", "d_state", "d_conv", "expand", "headdim", "d_ssm",
            "ngroups", INIT_A, "D_has_hdim", "rmsnorm", "norm_before_gate", "dt_min", "dt_max", "dt_limit",
            "bias", "conv_bias", "chunk_size", "use_mem_eff_path", "conv_init", "dt_init_floor", "layer_idx", "device",
            "dtype");

    private ConfigFile() {}

    static Mamba2Config read(JsonFields fields) throws ModelFormatException {
        JsonNode json = fields.object();
        try {
            return json.has("d_model") && !json.has("hidden_size") ? stateSpaces(fields) : transformers(fields);
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(fields.where() + ": " + e.getMessage(), e);
        }
    }

    private static Mamba2Config transformers(JsonFields fields) throws ModelFormatException {
        if (!fields.has("model_type")) {
            throw fields.error("model_type", "only mamba2 is allowed");
        }
        fields.only("model_type", "mamba2");
        fields.only("hidden_act", "silu", "swish");
        fields.only("rms_norm", true);
        fields.only("norm_before_gate", false);
        fields.only("use_bias", false);
        fields.only("use_conv_bias", true);
        fields.only("layer_norm_epsilon", Mamba2Config.NORM_EPSILON);
        fields.noLimits("time_step_limit");
        Mamba2Config config = new Mamba2Config(fields.size("hidden_size"),
                fields.size("num_hidden_layers"), fields.size("state_size"), fields.size("head_dim"),
                fields.size("expand", 2), fields.size("conv_kernel", 4), fields.size("n_groups", 8),
                fields.flag("tie_word_embeddings", false), fields.size("vocab_size"),
                fields.range(INIT_A, DEFAULT_INIT_A),
                fields.range("time_step_min and time_step_max", fields.number("time_step_min", 0.001),
                        fields.number("time_step_max", 0.1)));
        // expand * hidden_size / head_dim
        fields.only("num_heads", config.heads());
        return config;
    }

    /** The vocabulary is rounded up to a multiple, and the weights have that many rows. */
    private static Mamba2Config stateSpaces(JsonFields model) throws ModelFormatException {
        model.only("rms_norm", true);
        // Neither feed-forward nor attention layers.
        model.only("d_intermediate", 0);
        model.only("attn_layer_idx", List.of());
        JsonFields layer = new JsonFields(model.where() + ": ssm_cfg", model.object().path("ssm_cfg"));
        if (!layer.has("layer")) {
            throw layer.error("layer", "only Mamba2 is allowed, and the default of state-spaces is the first Mamba");
        }
        layer.only("layer", "Mamba2");
        layer.known(SSM_CFG);
        layer.only("rmsnorm", true);
        layer.only("norm_before_gate", false);
        layer.only("D_has_hdim", false);
        layer.only("bias", false);
        layer.only("conv_bias", true);
        layer.noLimits("dt_limit");
        int dModel = model.size("d_model");
        int expand = layer.size("expand", 2);
        layer.only("d_ssm", expand * dModel);
        if (layer.size("ngroups", 1) != 1) {
            throw layer.error("ngroups",
                    "only 1 is allowed: with more, the gated norm of state-spaces normalises each group"
                    + " by itself, that of statecap all of dInner, so the model would give other numbers");
        }
        int multiple = model.size("pad_vocab_size_multiple", 8);
        return new Mamba2Config(dModel, model.size("n_layer"), layer.size("d_state", 128),
                layer.size("headdim", 64), expand, layer.size("d_conv", 4), 1, model.flag("tie_embeddings", true),
                (model.size("vocab_size") + multiple - 1) / multiple * multiple, layer.range(INIT_A, DEFAULT_INIT_A),
                layer.range("dt_min and dt_max", layer.number("dt_min", 0.001), layer.number("dt_max", 0.1)));
    }

    /**
     * The text of the file. The limits of Δ are left to transformers' default, whose spelling depends on its version.
     */
    static byte[] write(Mamba2Config config) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode json = mapper.createObjectNode();
        json.putArray("architectures").add("Mamba2ForCausalLM");
        json.putArray(INIT_A).add(config.initA().low()).add(config.initA().high());
        json.putNull("bos_token_id");
        json.put("chunk_size", 256);
        json.put("conv_kernel", config.dConv());
        json.putNull("eos_token_id");
        json.put("expand", config.expand());
        json.put("head_dim", config.headDim());
        json.put("hidden_act", "silu");
        json.put("hidden_size", config.dModel());
        json.put("layer_norm_epsilon", Mamba2Config.NORM_EPSILON);
        json.put("model_type", "mamba2");
        json.put("n_groups", config.groups());
        json.put("num_heads", config.heads());
        json.put("num_hidden_layers", config.layers());
        json.putNull("pad_token_id");
        json.put("residual_in_fp32", true);
        json.put("rms_norm", true);
        json.put("state_size", config.dState());
        json.put("tie_word_embeddings", config.tied());
        json.put("time_step_max", config.initDt().high());
        json.put("time_step_min", config.initDt().low());
        json.put("torch_dtype", "float32");
        json.put("use_bias", false);
        json.put("use_conv_bias", true);
        json.put("vocab_size", config.vocabulary());
        return mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
    }
}
