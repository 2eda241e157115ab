#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes this folder's references: what diffusers makes of tiny networks of random weights that steer a model.

Needs diffusers (0.42 made the files that are checked in), transformers and torch. Weights are not stored: both sides draw
each tensor by a seed made of its name (seeded_weights.h). Text encoders, autoencoders and tokenizers are those of ../golden.
"""
import inspect
import json
import pathlib
import sys

import diffusers
import torch
from diffusers import schedulers
from PIL import Image
from safetensors.torch import save_file
from transformers import CLIPImageProcessor, CLIPVisionConfig, CLIPVisionModelWithProjection

HERE = pathlib.Path(__file__).resolve().parent
GOLDEN = HERE.parent / "golden"
SIZE = 64
PROMPT, NEGATIVE = "a red house", "blurry"
WORDS = dict(prompt=PROMPT, negative_prompt=NEGATIVE)
INIT = Image.open(GOLDEN / "sd1/cases/init.png").convert("RGB")
SD = dict(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear")


def seed_of(text):
    value = 0x811C9DC5
    for byte in text.encode():
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value & 0x7FFFFFFF


def draw(salt, name, shape):
    values = torch.randn(shape, generator=torch.Generator().manual_seed(seed_of(salt + name)))
    if len(shape) >= 2:
        return values / (values.numel() / shape[0]) ** 0.5
    return 1 + 0.1 * values if name.endswith("weight") else 0.1 * values


def seeded(module, salt):
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            parameter.copy_(draw(salt, name, list(parameter.shape)))
    return module.eval()


def noise(seed, channels=4, cells=None):
    cells = cells or SIZE // 8
    return torch.randn((1, channels, cells, cells), generator=torch.Generator().manual_seed(seed))


def write(name, **tensors):
    save_file({key: value.contiguous().float() for key, value in tensors.items()}, HERE / f"{name}.safetensors")
    print(name, {key: tuple(value.shape) for key, value in tensors.items()})


def write_config(name, network):
    keep = {"_class_name": type(network).__name__, **{key: value for key, value in network.config.items() if not key.startswith("_")}}
    (HERE / f"{name}.json").write_text(json.dumps(keep, indent=1, default=list) + "\n")


def config_of(model):
    return json.loads((GOLDEN / model / "model/unet/config.json").read_text())


def unet(model, salt, **changes):
    config = {key: value for key, value in {**config_of(model), **changes}.items() if not key.startswith("_")}
    return seeded(diffusers.UNet2DConditionModel(**config), salt)


def pipeline(kind, model, **parts):
    whole = diffusers.DiffusionPipeline.from_pretrained(GOLDEN / model / "model")
    names = diffusers.pipelines.pipeline_utils.DiffusionPipeline._get_signature_keys(kind)[0]
    have = {name: part for name, part in whole.components.items() if name in names}
    made = kind(**{**have, **parts})
    made.set_progress_bar_config(disable=True)
    return made


def ddim(**changes):
    return schedulers.DDIMScheduler(**SD, **changes, clip_sample=False, set_alpha_to_one=False, steps_offset=1)


def euler():
    return schedulers.EulerDiscreteScheduler(**SD, steps_offset=1, timestep_spacing="leading")


def run(made, seed, **given):
    start = noise(seed)
    given = {**WORDS, "num_inference_steps": 4, "output_type": "latent", "generator": torch.Generator().manual_seed(0), **given}
    with torch.no_grad():
        return start, made(latents=start.clone(), **given).images


def instruct():
    made = pipeline(diffusers.StableDiffusionInstructPix2PixPipeline, "sd1", unet=unet("sd1", "ip2p", in_channels=8), scheduler=ddim(),
                    safety_checker=None, feature_extractor=None, image_encoder=None)
    for name, scales in {"ip2p": (3.0, 1.7), "ip2p_plain": (3.0, 1.0)}.items():
        start, latents = run(made, 1, image=INIT, guidance_scale=scales[0], image_guidance_scale=scales[1])
        write(name, noise=start, latents=latents)


def second_inpainting():
    made = pipeline(diffusers.StableDiffusionInpaintPipeline, "sd2v", unet=unet("sd2v", "sd2_inpaint", in_channels=9), scheduler=ddim())
    # The posterior's mean, as in the other references.
    made._encode_vae_image = lambda image, generator: made.vae.encode(image).latent_dist.mode() * made.vae.config.scaling_factor
    mask = Image.open(GOLDEN / "sd1/cases/mask.png").convert("L")
    start, latents = run(made, 2, image=INIT, mask_image=mask, strength=1.0, guidance_scale=3.0, width=SIZE, height=SIZE)
    write("sd2_inpaint", noise=start, latents=latents)


def consistency():
    scheduler = schedulers.LCMScheduler(**SD)
    made = pipeline(diffusers.LatentConsistencyModelPipeline, "sd1", unet=unet("sd1", "lcm", time_cond_proj_dim=16), scheduler=scheduler)
    drawn = []
    module = sys.modules["diffusers.schedulers.scheduling_lcm"]
    original = module.randn_tensor

    def recorded(*args, **kwargs):
        drawn.append(original(*args, **kwargs))
        return drawn[-1]

    module.randn_tensor = recorded
    start = noise(3)
    with torch.no_grad():
        latents = made(prompt=PROMPT, latents=start.clone(), num_inference_steps=4, guidance_scale=6.0, output_type="latent",
                       generator=torch.Generator().manual_seed(0)).images
    module.randn_tensor = original
    write("lcm", noise=start, latents=latents, **{f"step_noise.{i}": value for i, value in enumerate(drawn)})


def refining():
    base = pipeline(diffusers.StableDiffusionXLPipeline, "sdxl", scheduler=euler())
    small = unet("sdxl", "refiner", cross_attention_dim=32, projection_class_embeddings_input_dim=32 + 5 * 8)
    parts = base.components
    refiner = diffusers.StableDiffusionXLImg2ImgPipeline(
        vae=parts["vae"], text_encoder=None, tokenizer=None, text_encoder_2=parts["text_encoder_2"], tokenizer_2=parts["tokenizer_2"],
        unet=small, scheduler=euler(), requires_aesthetics_score=True, force_zeros_for_empty_prompt=False)
    refiner.set_progress_bar_config(disable=True)
    start = noise(4)
    given = dict(WORDS, num_inference_steps=8, guidance_scale=3.0, output_type="latent")
    with torch.no_grad():
        half = base(latents=start.clone(), denoising_end=0.6, width=SIZE, height=SIZE, **given).images
        latents = refiner(image=half, denoising_start=0.6, aesthetic_score=6.5, negative_aesthetic_score=2.0,
                          original_size=(SIZE, SIZE), target_size=(SIZE, SIZE), **given).images
    write("refiner", noise=start, latents=latents, half=half)


def distilled():
    """SSD-1B's and Vega's ways of differing: depths by layer, and one residual block for a middle."""
    changes = dict(transformer_layers_per_block=[1, [2, 1]], reverse_transformer_layers_per_block=[[3, 1, 2], 1], mid_block_type="UNetMidBlock2D")
    network = unet("sdxl", "distilled", **changes)
    write_config("distilled_unet", network)
    x, context, pooled = noise(5), torch.randn((1, 7, 64), generator=torch.Generator().manual_seed(6)), torch.randn((1, 32), generator=torch.Generator().manual_seed(7))
    sizes = torch.tensor([[64.0, 64, 0, 0, 64, 64]])
    with torch.no_grad():
        eps = network(x, 321, context, added_cond_kwargs=dict(text_embeds=pooled, time_ids=sizes)).sample
    write("distilled", x=x, context=context, pooled=pooled, eps=eps)


def adapter_file(path, kind, network, width, seen):
    """An IP-Adapter as its authors store it."""
    tensors = {}

    def put(name, *shape):
        tensors[name] = draw("ip_adapter_" + kind, name, list(shape))

    if kind == "base":
        put("image_proj.proj.weight", 4 * width, seen), put("image_proj.proj.bias", 4 * width)
        put("image_proj.norm.weight", width), put("image_proj.norm.bias", width)
    elif kind == "full":
        put("image_proj.proj.0.weight", seen, seen), put("image_proj.proj.0.bias", seen)
        put("image_proj.proj.2.weight", width, seen), put("image_proj.proj.2.bias", width)
        put("image_proj.proj.3.weight", width), put("image_proj.proj.3.bias", width)
    else:
        inner, p = 32, "image_proj."
        put(p + "latents", 1, 5, inner)
        for name, out, into in (("proj_in", inner, seen), ("proj_out", width, inner)):
            put(f"{p}{name}.weight", out, into), put(f"{p}{name}.bias", out)
        put(p + "norm_out.weight", width), put(p + "norm_out.bias", width)
        for i in range(4): # as many as the published ones, which diffusers takes for granted
            for norm in ("0.norm1", "0.norm2", "1.0"):
                put(f"{p}layers.{i}.{norm}.weight", inner), put(f"{p}layers.{i}.{norm}.bias", inner)
            put(f"{p}layers.{i}.0.to_q.weight", 64, inner), put(f"{p}layers.{i}.0.to_kv.weight", 128, inner)
            put(f"{p}layers.{i}.0.to_out.weight", inner, 64)
            put(f"{p}layers.{i}.1.1.weight", 4 * inner, inner), put(f"{p}layers.{i}.1.3.weight", inner, 4 * inner)
    for number, (name, processor) in enumerate(network.attn_processors.items()):
        if name.endswith("attn2.processor"):
            module = network.get_submodule(name.removesuffix(".processor"))
            for leaf in ("k", "v"):
                put(f"ip_adapter.{number}.to_{leaf}_ip.weight", module.to_q.weight.shape[0], width)
    save_file(tensors, path)


def wide_picture():
    ramp = torch.arange(75).view(1, -1) * torch.arange(1, 51).view(-1, 1)
    return Image.fromarray(torch.stack([ramp % 251, (3 * ramp) % 253, 255 - ramp % 255], -1).to(torch.uint8).numpy())


def pictures():
    """What the runs are shown, in 8 bits exactly."""
    values = lambda picture: torch.frombuffer(bytearray(picture.tobytes()), dtype=torch.uint8).view(picture.height, picture.width, -1).permute(2, 0, 1)[None] / 255
    write("pictures", init=values(INIT), mask=values(Image.open(GOLDEN / "sd1/cases/mask.png").convert("L")), wide=values(wide_picture()))


def image_prompts(folder):
    vision_config = dict(hidden_size=32, intermediate_size=80, num_hidden_layers=3, num_attention_heads=4, image_size=32, patch_size=8,
                         projection_dim=24, hidden_act="gelu", layer_norm_eps=1e-5)
    encoder = seeded(CLIPVisionModelWithProjection(CLIPVisionConfig(**vision_config)), "vision")
    processor = CLIPImageProcessor(size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32})
    wide = wide_picture()
    pixels = processor(images=wide, return_tensors="pt").pixel_values
    with torch.no_grad():
        seen = encoder(pixels, output_hidden_states=True)
    write("vision", pixels=pixels, embedding=seen.image_embeds, penultimate=seen.hidden_states[-2])
    for model, kind, cases in (("sd1", diffusers.StableDiffusionPipeline, (("base",), ("plus",), ("full",), ("base", "plus"))),
                               ("sdxl", diffusers.StableDiffusionXLPipeline, (("plus",), ("base",)))):
        for case in cases:
            made = pipeline(kind, model, image_encoder=encoder, feature_extractor=processor, scheduler=ddim())
            width = made.unet.config.cross_attention_dim
            for one in case:
                adapter_file(folder / f"{one}.safetensors", one, made.unet, width, 24 if one == "base" else 32)
            made.load_ip_adapter(str(folder), subfolder="", weight_name=[f"{one}.safetensors" for one in case], image_encoder_folder=None)
            made.set_ip_adapter_scale([0.7, 0.4][:len(case)])
            start, latents = run(made, 8, guidance_scale=3.0, width=SIZE, height=SIZE, ip_adapter_image=[wide, INIT][:len(case)])
            write(f"ip_adapter_{model}_{'_'.join(case)}", noise=start, latents=latents)


def control(model, salt, kind=diffusers.ControlNetModel, **changes):
    network = kind.from_unet(diffusers.UNet2DConditionModel.from_pretrained(GOLDEN / model / "model/unet"), load_weights_from_unet=False,
                             conditioning_embedding_out_channels=(8, 16, 16, 8), **changes)
    return seeded(network, salt)


def controls():
    hint = INIT
    for name, model, kind, mode in (("controlnet_sd2", "sd2v", diffusers.StableDiffusionControlNetPipeline, {}),
                                    ("controlnet_sdxl", "sdxl", diffusers.StableDiffusionXLControlNetPipeline, {}),
                                    ("controlnet_guess", "sd1", diffusers.StableDiffusionControlNetPipeline, dict(guess_mode=True))):
        network = control(model, name)
        write_config(name, network)
        scheduler = ddim() if model != "sd2v" else ddim(prediction_type="v_prediction")
        made = pipeline(kind, model, controlnet=network, scheduler=scheduler)
        start, latents = run(made, 9, guidance_scale=3.0, width=SIZE, height=SIZE, image=hint, controlnet_conditioning_scale=0.8, **mode)
        write(name, noise=start, latents=latents)
    config = {key: value for key, value in config_of("sdxl").items() if key in inspect.signature(diffusers.ControlNetUnionModel).parameters}
    union = diffusers.ControlNetUnionModel(**config, conditioning_embedding_out_channels=(8, 16, 16, 8), num_control_type=6,
                                           num_trans_channel=16, num_trans_head=4, num_proj_channel=16)
    seeded(union, "union")
    write_config("union", union)
    made = pipeline(diffusers.StableDiffusionXLControlNetUnionPipeline, "sdxl", controlnet=union, scheduler=ddim())
    for kind in (1, 3):
        start, latents = run(made, 10, guidance_scale=3.0, width=SIZE, height=SIZE, control_image=[hint], control_mode=[kind],
                             controlnet_conditioning_scale=0.8)
        write(f"union_{kind}", noise=start, latents=latents)


def light():
    network = seeded(diffusers.T2IAdapter(in_channels=3, channels=[16, 32], num_res_blocks=2, downscale_factor=8, adapter_type="light_adapter"), "light")
    picture = torch.rand((1, 3, SIZE, SIZE), generator=torch.Generator().manual_seed(11))
    with torch.no_grad():
        maps = network(picture)
    write("light", picture=picture, **{f"map.{i}": value for i, value in enumerate(maps)})


class Hyper(torch.nn.Module):
    """A1111's HypernetworkModule without its training."""

    def __init__(self, width, structure, activation, norm, activates_output):
        super().__init__()
        layers = []
        for i in range(len(structure) - 1):
            layers.append(torch.nn.Linear(int(width * structure[i]), int(width * structure[i + 1])))
            if activation and (activates_output or i < len(structure) - 2):
                layers.append(activation())
            if norm:
                layers.append(torch.nn.LayerNorm(int(width * structure[i + 1])))
        self.linear = torch.nn.Sequential(*layers)

    def forward(self, x, weight):
        return x + self.linear(x) * weight


def hypernetworks():
    network = diffusers.UNet2DConditionModel.from_pretrained(GOLDEN / "sd1/model/unet").eval()
    x, context = noise(12), torch.randn((1, 7, 32), generator=torch.Generator().manual_seed(13))
    kinds = {"hyper_plain": dict(structure=[1, 2, 1], activation=None, norm=False, activates_output=False),
             "hyper_norm": dict(structure=[1, 1.5, 1.5, 1], activation=torch.nn.ReLU, norm=True, activates_output=True)}
    outputs = {}
    for name, kind in kinds.items():
        made = {width: [seeded(Hyper(width, **kind), f"{name}{width}{half}") for half in "kv"] for width in (16, 32)}
        stored = {width: tuple(one.state_dict() for one in pair) for width, pair in made.items()}
        stored.update(step=100, name=name, layer_structure=kind["structure"], activation_func="relu" if kind["activation"] else None,
                      is_layer_norm=kind["norm"], activate_output=kind["activates_output"], use_dropout=False, last_layer_dropout=False,
                      sd_checkpoint=None, sd_checkpoint_name=None)
        torch.save(stored, HERE / f"{name}.pt")

        class Processor(diffusers.models.attention_processor.AttnProcessor2_0):
            def __call__(self, attn, hidden_states, encoder_hidden_states=None, **rest):
                attended = hidden_states if encoder_hidden_states is None else encoder_hidden_states
                halves = [one(attended, 0.6) for one in made[attended.shape[-1]]]
                heads = lambda t: t.unflatten(-1, (attn.heads, -1)).transpose(1, 2)
                out = torch.nn.functional.scaled_dot_product_attention(heads(attn.to_q(hidden_states)), heads(attn.to_k(halves[0])), heads(attn.to_v(halves[1])))
                return attn.to_out[0](out.transpose(1, 2).flatten(2))

        network.set_attn_processor(Processor())
        with torch.no_grad():
            outputs[name] = network(x, 321, context).sample
    old = {width: [{f"linear{i + 1}.{leaf}": pair.linear[i].state_dict()[leaf] for i in (0, 1) for leaf in ("weight", "bias")}
                   for pair in (seeded(Hyper(width, **kinds["hyper_plain"]), f"hyper_plain{width}{half}") for half in "kv")] for width in (16, 32)}
    torch.save(old, HERE / "hyper_old.pt", _use_new_zipfile_serialization=False)
    write("hypernetworks", x=x, context=context, **outputs)


if __name__ == "__main__":
    scratch = pathlib.Path(sys.argv[1])
    wanted = sys.argv[2:]
    for job in (pictures, instruct, second_inpainting, consistency, refining, distilled, image_prompts, controls, light, hypernetworks):
        if not wanted or job.__name__ in wanted:
            job(scratch) if job is image_prompts else job()
