package io.statecap.model.io;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.statecap.model.Mamba2Config;
import java.io.IOException;

/**
 * {@code config.json} of HF transformers ({@code Mamba2Config}); what is absent has the default of its class. The range
 * of −A at initialisation is no field there; statecap adds {@value #INIT_A}, which transformers ignores.
 */
final class HfConfig {

    static final String INIT_A = "A_init_range";

    private HfConfig() {}

    static Mamba2Config read(String file, JsonNode json) throws ModelFormatException {
        JsonFields fields = new JsonFields(file, json);
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
        Mamba2Config config = fields.making("", () -> new Mamba2Config(fields.size("hidden_size"),
                fields.size("num_hidden_layers"), fields.size("state_size"), fields.size("head_dim"),
                fields.size("expand", 2), fields.size("conv_kernel", 4), fields.size("n_groups", 8),
                fields.flag("tie_word_embeddings", false), fields.size("vocab_size"),
                fields.range(INIT_A, StateSpacesConfig.INIT_A),
                fields.range("time_step_min and time_step_max", fields.number("time_step_min", 0.001),
                        fields.number("time_step_max", 0.1))));
        // expand * hidden_size / head_dim
        fields.only("num_heads", config.heads());
        return config;
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
