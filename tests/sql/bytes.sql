-- Bytes that are no good text, and characters that are more than one.
CREATE TABLE bytes (what TEXT, x);
INSERT INTO bytes VALUES
  ('NUL inside', 'a' || char(0) || 'b'),
  ('NUL alone', char(0)),
  ('byte order mark', char(65279) || 'a'),
  ('CRLF, CR', 'a' || char(13, 10) || 'b' || char(13) || 'c'),
  ('two bytes', 'é ß'),
  ('three bytes', '朝焼け、海藻'),
  ('four bytes', '🌿 a 🌿'),
  ('lone continuation', CAST(x'6180' || x'62' AS TEXT)),
  ('cut sequence', CAST(x'61e697' AS TEXT)),
  ('overlong', CAST(x'c0af' AS TEXT)),
  ('high surrogate', CAST(x'61eda0bd62' AS TEXT)),
  ('low surrogate', CAST(x'edb880' AS TEXT)),
  ('surrogate pair in six bytes', CAST(x'eda0bdedb880' AS TEXT)),
  ('beyond Unicode', CAST(x'f4908080' AS TEXT)),
  ('bytes of Latin-1', CAST(x'e9e8' AS TEXT)),
  ('no-break and ideographic space', char(160) || 'a' || char(12288)),
  ('line separator', 'a' || char(8232) || 'b'),
  ('dotted I', 'İ <LORA:ıx:1>'),
  ('long s, Kelvin sign', 'ſ K <lora:KK:1>'),
  ('combining', 'é <lora:né:1>');

SELECT what, sd_clean(x), sd_lora_name(x) FROM bytes;
-- => 'NUL inside' | 'ab' | 'ab'
-- => 'NUL alone' | '' | ''
-- => 'byte order mark' | 'a' | 'a'
-- => 'CRLF, CR' | 'a{U+000A}b{U+000A}c' | 'a{U+000A}b{U+000A}c'
-- => 'two bytes' | 'é ß' | 'é_ß'
-- => 'three bytes' | '朝焼け、海藻' | '朝焼け、海藻'
-- => 'four bytes' | '🌿 a 🌿' | '🌿_a_🌿'
-- => 'lone continuation' | 'a�b' | 'a�b'
-- => 'cut sequence' | 'a�' | 'a�'
-- => 'overlong' | '��' | '��'
-- => 'high surrogate' | 'a���b' | 'a���b'
-- => 'low surrogate' | '���' | '���'
-- => 'surrogate pair in six bytes' | '������' | '������'
-- => 'beyond Unicode' | '����' | '����'
-- => 'bytes of Latin-1' | '��' | '��'
-- => 'no-break and ideographic space' | 'a' | 'a'
-- => 'line separator' | 'a{U+2028}b' | 'a{U+2028}b'
-- => 'dotted I' | 'İ' | 'İ_<LORA:ıx:1>'
-- => 'long s, Kelvin sign' | 'ſ K' | 'ſ_K_<lora:KK:1>'
-- => 'combining' | 'é' | 'é_<lora:né:1>'

SELECT what, sd_tags(x), sd_sha256(x), sd_sha256(CAST(x AS BLOB)) FROM bytes;
-- => 'NUL inside' | '[{"tag":"ab","weight":1.0}]' | '59b271ae1bbcb1d31d41929817f4b16fb439eb4f31520b5ad1d5ce98920a7138' | '59b271ae1bbcb1d31d41929817f4b16fb439eb4f31520b5ad1d5ce98920a7138'
-- => 'NUL alone' | '[]' | '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d' | '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'
-- => 'byte order mark' | '[{"tag":"a","weight":1.0}]' | '1951c7860e968e742658b3af34e60741eb4aaf2a8d2ecc3993727016b12e81e8' | '1951c7860e968e742658b3af34e60741eb4aaf2a8d2ecc3993727016b12e81e8'
-- => 'CRLF, CR' | '[{"tag":"a","weight":1.0},{"tag":"b","weight":1.0},{"tag":"c","weight":1.0}]' | '03b1360e770ce9cd95ee7db455c6bcd6237688889d5d46a3ca8dfcae6db63242' | '03b1360e770ce9cd95ee7db455c6bcd6237688889d5d46a3ca8dfcae6db63242'
-- => 'two bytes' | '[{"tag":"é ß","weight":1.0}]' | 'dae124721da220a0c5365d4e731402df1c4c427965d4107fb8b960c1a86da916' | 'dae124721da220a0c5365d4e731402df1c4c427965d4107fb8b960c1a86da916'
-- => 'three bytes' | '[{"tag":"朝焼け、海藻","weight":1.0}]' | 'dbf18625d831cd1405c297d258d908bc0737497de3bd2d58e807dae5b1703a18' | 'dbf18625d831cd1405c297d258d908bc0737497de3bd2d58e807dae5b1703a18'
-- => 'four bytes' | '[{"tag":"🌿 a 🌿","weight":1.0}]' | '4e813b7c84d7e960add26adce7c7536973f7d1545944c82857bf26d9cb038a8d' | '4e813b7c84d7e960add26adce7c7536973f7d1545944c82857bf26d9cb038a8d'
-- => 'lone continuation' | '[{"tag":"a�b","weight":1.0}]' | '05087813392efc16fe8ff448920c6328e53af865df39419436659d9ffda90f7b' | 'dd8c0688f7b2a716fdc622d99cd7aae53b646031a9823af2c470ec8849fdbda6'
-- => 'cut sequence' | '[{"tag":"a�","weight":1.0}]' | '51d277510ba4bf97b25f12d38513c1b620a2a33fc83b3beeeb0dd971bf429e6d' | '61caa4f39c1040779185a672681fa576058dffd6b6634ba4801cdc4bcdc5a63f'
-- => 'overlong' | '[{"tag":"��","weight":1.0}]' | '52793f8dc1d85e409f8c88be99d8b31d58f676246340150f406289e04a11151e' | 'caf573f0daa6960ecb26f8eddbc4e2059277ad5afc6f72ffd59a0ecead602a22'
-- => 'high surrogate' | '[{"tag":"a���b","weight":1.0}]' | 'eb5d68aee9b6153fa484b68513564831abafdbc50eb58a2d8bac0ceef8d71082' | '6a86905d747b2d3862da2ec9f4ef4fcc26e32f2cacdfd048e44a52db3c55346c'
-- => 'low surrogate' | '[{"tag":"���","weight":1.0}]' | 'a73f4cb996ceb6ee097888d897ae1004c9b1faab6c97629214139b9639aaf1af' | 'f7565ade8f398158ff08043ccc44d430507f46e7b1b8c95224c985c1bb129e26'
-- => 'surrogate pair in six bytes' | '[{"tag":"������","weight":1.0}]' | '466ce82f1af35cb6bb81e119ed7cc54d8e9c431c125e81d6031ae5ab1882f91a' | 'ea645893a930e0872284cf8fbc8d14f66f052aea0bc8d9c4829f08a38219940c'
-- => 'beyond Unicode' | '[{"tag":"����","weight":1.0}]' | 'c22917d19a6656769f72fb7090d6590cb857aa735ef9e646a4ef15d78e7d2317' | 'fb16995ef3b5d7c2c81b153f945979f1db35ebc62b17616cdc896f8e7836d371'
-- => 'bytes of Latin-1' | '[{"tag":"��","weight":1.0}]' | '52793f8dc1d85e409f8c88be99d8b31d58f676246340150f406289e04a11151e' | '7a81cde0722a24772f7d0fd17e117c475192b173249444324fe74642e963b7e9'
-- => 'no-break and ideographic space' | '[{"tag":"a","weight":1.0}]' | '91a24894841202389737eda61bfa5d89a5179db40f4ae1806dcde44baa8d5220' | '91a24894841202389737eda61bfa5d89a5179db40f4ae1806dcde44baa8d5220'
-- => 'line separator' | '[{"tag":"a b","weight":1.0}]' | 'fe2d3b945530c806f1ff5298f4486e3f1d2656c1bb026709f785a5f84d23af64' | 'fe2d3b945530c806f1ff5298f4486e3f1d2656c1bb026709f785a5f84d23af64'
-- => 'dotted I' | '[{"tag":"İ","weight":1.0}]' | 'cdc305208732e809b4f8276efd6680354891a69fe6565ec9c5c5bb32934856a9' | 'cdc305208732e809b4f8276efd6680354891a69fe6565ec9c5c5bb32934856a9'
-- => 'long s, Kelvin sign' | '[{"tag":"ſ K","weight":1.0}]' | 'f4c62e528a90ab676fd592b487ff16555725848fe5bd8efb4ca10bf91e37349a' | 'f4c62e528a90ab676fd592b487ff16555725848fe5bd8efb4ca10bf91e37349a'
-- => 'combining' | '[{"tag":"é","weight":1.0}]' | '6a52be36fea218a79cd58ba0d673c5387160caa18025bd81c9f77b67ec99057f' | '6a52be36fea218a79cd58ba0d673c5387160caa18025bd81c9f77b67ec99057f'

SELECT what, sd_parse(x || char(10) || 'Steps: 20, Seed: 1, Note: ' || x || ', Size: 8x8') FROM bytes;
-- => 'NUL inside' | '{"generator":"a1111","model_name":null,"model_hash_short":null,"model_hash_full":null,"hash_type":null,"steps":20,"sampler":null,"scheduler":null,"cfg_scale":null,"seed":1,"subseed":null,"subseed_strength":null,"clip_skip":null,"denoising_strength":null,"width":8,"height":8,"size_raw":"8x8","hires_upscaler":null,"hires_steps":null,"hires_denoising":null,"vae":null,"vae_hash":null,"refiner_model":null,"refiner_switch_at":null,"tiling":null,"face_restoration":null,"version_tag":null,"generation_timestamp":null,"seed_text":"1","truncated":0,"metadata_hash":"12ad7d89b030d9ea4832bb1be19fe283f9250480bef6f91c1ae7757ce8254b41","params":{"Steps":"20","Seed":"1","Note":"ab","Size":"8x8"},"raw_positive":"ab","raw_negative":"","clean_positive":"ab","clean_negative":""}'
-- => 'NUL alone' | '{"generator":"a1111","model_name":null,"model_hash_short":null,"model_hash_full":null,"hash_type":null,"steps":20,"sampler":null,"scheduler":null,"cfg_scale":null,"seed":1,"subseed":null,"subseed_strength":null,"clip_skip":null,"denoising_strength":null,"width":8,"height":8,"size_raw":"8x8","hires_upscaler":null,"hires_steps":null,"hires_denoising":null,"vae":null,"vae_hash":null,"refiner_model":null,"refiner_switch_at":null,"tiling":null,"face_restoration":null,"version_tag":null,"generation_timestamp":null,"seed_text":"1","truncated":0,"metadata_hash":"dfdf7cfb039fc73875ad4ef535fef9dad24944298971bc4d7b9757f68b8a8420","params":{"Steps":"20","Seed":"1","Note":"","Size":"8x8"},"raw_positive":"","raw_negative":"","clean_positive":"","clean_negative":""}'
-- => 'byte order mark' | '{"generator":"a1111","model_name":null,"model_hash_short":null,"model_hash_full":null,"hash_type":null,"steps":20,"sampler":null,"scheduler":null,"cfg_scale":null,"seed":1,"subseed":null,"subseed_strength":null,"clip_skip":null,"denoising_strength":null,"width":8,"height":8,"size_raw":"8x8","hires_upscaler":null,"hires_steps":null,"hires_denoising":null,"vae":null,"vae_hash":null,"refiner_model":null,"refiner_switch_at":null,"tiling":null,"face_restoration":null,"version_tag":null,"generation_timestamp":null,"seed_text":"1","truncated":0,"metadata_hash":"9756c67fba7a48a7978f7286f2f9bcf9391c23b49fd8df23474b4aebcc01bd35","params":{"Steps":"20","Seed":"1","Note":"a","Size":"8x8"},"raw_positive":"a","raw_negative":"","clean_positive":"a","clean_negative":""}'
-- => 'CRLF, CR' | '{"generator":"a1111","model_name":null,"model_hash_short":null,"model_hash_full":null,"hash_type":null,"steps":20,"sampler":null,"scheduler":null,"cfg_scale":null,"seed":1,"subseed":null,"subseed_strength":null,"clip_skip":null,"denoising_strength":null,"width":null,"height":null,"size_raw":null,"hires_upscaler":null,"hires_steps":null,"hires_denoising":null,"vae":null,"vae_hash":null,"refiner_model":null,"refiner_switch_at":null,"tiling":null,"face_restoration":null,"version_tag":null,"generation_timestamp":null,"seed_text":"1","truncated":0,"metadata_hash":"02c31f918e8f402671a0ae4ca4b3ab10098af29a8c3118acfab64bbe68f910aa","params":{"Steps":"20","Seed":"1","Note":"a"},"raw_positive":"a\nb\nc","raw_negative":"","clean_positive":"a\nb\nc","clean_negative":""}'
-- => 'two bytes' | '{"generator":"a1111","model_name":null,"model_hash_short":null,"model_hash_full":null,"hash_type":null,"steps":20,"sampler":null,"scheduler":null,"cfg_scale":null,"seed":1,"subseed":null,"subseed_strength":null,"clip_skip":null,"denoising_strength":null,"width":8,"height":8,"size_raw":"8x8","hires_upscaler":null,"hires_steps":null,"hires_denoising":null,"vae":null,"vae_hash":null,"refiner_model":null,"refiner_switch_at":null,"tiling":null,"face_restoration":null,"version_tag":null,"generation_timestamp":null,"seed_text":"1","truncated":0,"metadata_hash":"8927416b599114ed69e4749afc1cfed7eca369af4dfadb78e4e9e8e704ebba8f","params":{"Steps":"20","Seed":"1","Note":"é ß","Size":"8x8"},"raw_positive":"é ß","raw_negative":"","clean_positive":"é ß","clean_negative":""}'
-- => 'three bytes' | '{"generator":"a1111","model_name":null,"model_hash_short":null,"model_hash_full":null,"hash_type":null,"steps":20,"sampler":null,"scheduler":null,"cfg_scale":null,"seed":1,"subseed":null,"subseed_strength":null,"clip_skip":null,"denoising_strength":null,"width":8,"height":8,"size_raw":"8x8","hires_upscaler":null,"hires_steps":null,"hires_denoising":null,"vae":null,"vae_hash":null,"refiner_model":null,"refiner_switch_at":null,"tiling":null,"face_restoration":null,"version_tag":null,"generation_timestamp":null,"seed_text":"1","truncated":0,"metadata_hash":"7a2c1e61dcc23ec6b9ad9d7123eb3314751716e0d4097e597db00b8064cb12d0","params":{"Steps":"20","Seed":"1","Note":"朝焼け、海藻","Size":"8x8"},"raw_positive":"朝焼け、海藻","raw_negative":"","clean_positive":"朝焼け、海藻","clean_negative":""}'
-- => 'four bytes' | '{"generator":"a1111","model_name":null,"model_hash_short":null,"model_hash_full":null,"hash_type":null,"steps":20,"sampler":null,"scheduler":null,"cfg_scale":null,"seed":1,"subseed":null,"subseed_strength":null,"clip_skip":null,"denoising_strength":null,"width":8,"height":8,"size_raw":"8x8","hires_upscaler":null,"hires_steps":null,"hires_denoising":null,"vae":null,"vae_hash":null,"refiner_model":null,"refiner_switch_at":null,"tiling":null,"face_restoration":null,"version_tag":null,"generation_timestamp":null,"seed_text":"1","truncated":0,"metadata_hash":"f37fc26f05a1df10c64dd9425990f50b9751d3ec52cb81fafe43fe4d294b2353","params":{"Steps":"20","Seed":"1","Note":"🌿 a 🌿","Size":"8x8"},"raw_positive":"🌿 a 🌿","raw_negative":"","clean_positive":"🌿 a 🌿","clean_negative":""}'
-- => 'lone continuation' | '{"generator":"a1111","model_name":null,"model_hash_short":null,"model_hash_full":null,"hash_type":null,"steps":20,"sampler":null,"scheduler":null,"cfg_scale":null,"seed":1,"subseed":null,"subseed_strength":null,"clip_skip":null,"denoising_strength":null,"width":8,"height":8,"size_raw":"8x8","hires_upscaler":null,"hires_steps":null,"hires_denoising":null,"vae":null,"vae_hash":null,"refiner_model":null,"refiner_switch_at":null,"tiling":null,"face_restoration":null,"version_tag":null,"generation_timestamp":null,"seed_text":"1","truncated":0,"metadata_hash":"acab688636373e40ece182468728df7eb5c1640439c880766c808348f7e5a7d7","params":{"Steps":"20","Seed":"1","Note":"a�b","Size":"8x8"},"raw_positive":"a�b","raw_negative":"","clean_positive":"a�b","clean_negative":""}'
-- => 'cut sequence' | '{"generator":"a1111","model_name":null,"model_hash_short":null,"model_hash_full":null,"hash_type":null,"steps":20,"sampler":null,"scheduler":null,"cfg_scale":null,"seed":1,"subseed":null,"subseed_strength":null,"clip_skip":null,"denoising_strength":null,"width":8,"height":8,"size_raw":"8x8","hires_upscaler":null,"hires_steps":null,"hires_denoising":null,"vae":null,"vae_hash":null,"refiner_model":null,"refiner_switch_at":null,"tiling":null,"face_restoration":null,"version_tag":null,"generation_timestamp":null,"seed_text":"1","truncated":0,"metadata_hash":"237a34629cf1992ca0e19ee560480416968899a053d35639a5c3996b21a16f90","params":{"Steps":"20","Seed":"1","Note":"a�","Size":"8x8"},"raw_positive":"a�","raw_negative":"","clean_positive":"a�","clean_negative":""}'
-- => 'overlong' | '{"generator":"a1111","model_name":null,"model_hash_short":null,"model_hash_full":null,"hash_type":null,"steps":20,"sampler":null,"scheduler":null,"cfg_scale":null,"seed":1,"subseed":null,"subseed_strength":null,"clip_skip":null,"denoising_strength":null,"width":8,"height":8,"size_raw":"8x8","hires_upscaler":null,"hires_steps":null,"hires_denoising":null,"vae":null,"vae_hash":null,"refiner_model":null,"refiner_switch_at":null,"tiling":null,"face_restoration":null,"version_tag":null,"generation_timestamp":null,"seed_text":"1","truncated":0,"metadata_hash":"bd793acd13d901c972cb8dbb0b458577f1c843c47f8927473c1b912cea459c8c","params":{"Steps":"20","Seed":"1","Note":"��","Size":"8x8"},"raw_positive":"��","raw_negative":"","clean_positive":"��","clean_negative":""}'
-- => 'high surrogate' | '{"generator":"a1111","model_name":null,"model_hash_short":null,"model_hash_full":null,"hash_type":null,"steps":20,"sampler":null,"scheduler":null,"cfg_scale":null,"seed":1,"subseed":null,"subseed_strength":null,"clip_skip":null,"denoising_strength":null,"width":8,"height":8,"size_raw":"8x8","hires_upscaler":null,"hires_steps":null,"hires_denoising":null,"vae":null,"vae_hash":null,"refiner_model":null,"refiner_switch_at":null,"tiling":null,"face_restoration":null,"version_tag":null,"generation_timestamp":null,"seed_text":"1","truncated":0,"metadata_hash":"13de913b41a3a4f55cc644dc0eb231f55f33533fc96586ed32ef24e1591f7741","params":{"Steps":"20","Seed":"1","Note":"a���b","Size":"8x8"},"raw_positive":"a���b","raw_negative":"","clean_positive":"a���b","clean_negative":""}'
-- => 'low surrogate' | '{"generator":"a1111","model_name":null,"model_hash_short":null,"model_hash_full":null,"hash_type":null,"steps":20,"sampler":null,"scheduler":null,"cfg_scale":null,"seed":1,"subseed":null,"subseed_strength":null,"clip_skip":null,"denoising_strength":null,"width":8,"height":8,"size_raw":"8x8","hires_upscaler":null,"hires_steps":null,"hires_denoising":null,"vae":null,"vae_hash":null,"refiner_model":null,"refiner_switch_at":null,"tiling":null,"face_restoration":null,"version_tag":null,"generation_timestamp":null,"seed_text":"1","truncated":0,"metadata_hash":"c36b6c2052a8a7cd4ebf721529eae5fe3b1d776559e8128e8f41cd16614e89e6","params":{"Steps":"20","Seed":"1","Note":"���","Size":"8x8"},"raw_positive":"���","raw_negative":"","clean_positive":"���","clean_negative":""}'
-- => 'surrogate pair in six bytes' | '{"generator":"a1111","model_name":null,"model_hash_short":null,"model_hash_full":null,"hash_type":null,"steps":20,"sampler":null,"scheduler":null,"cfg_scale":null,"seed":1,"subseed":null,"subseed_strength":null,"clip_skip":null,"denoising_strength":null,"width":8,"height":8,"size_raw":"8x8","hires_upscaler":null,"hires_steps":null,"hires_denoising":null,"vae":null,"vae_hash":null,"refiner_model":null,"refiner_switch_at":null,"tiling":null,"face_restoration":null,"version_tag":null,"generation_timestamp":null,"seed_text":"1","truncated":0,"metadata_hash":"3652f43510859c0b7d9843fc85c46f3822a3d5c83f40ee2031e85b8f1c5ef7c9","params":{"Steps":"20","Seed":"1","Note":"������","Size":"8x8"},"raw_positive":"������","raw_negative":"","clean_positive":"������","clean_negative":""}'
-- => 'beyond Unicode' | '{"generator":"a1111","model_name":null,"model_hash_short":null,"model_hash_full":null,"hash_type":null,"steps":20,"sampler":null,"scheduler":null,"cfg_scale":null,"seed":1,"subseed":null,"subseed_strength":null,"clip_skip":null,"denoising_strength":null,"width":8,"height":8,"size_raw":"8x8","hires_upscaler":null,"hires_steps":null,"hires_denoising":null,"vae":null,"vae_hash":null,"refiner_model":null,"refiner_switch_at":null,"tiling":null,"face_restoration":null,"version_tag":null,"generation_timestamp":null,"seed_text":"1","truncated":0,"metadata_hash":"119d0b913bd0ca5b29b95ac351260df051406971ac60e34d1b54ccab90688943","params":{"Steps":"20","Seed":"1","Note":"����","Size":"8x8"},"raw_positive":"����","raw_negative":"","clean_positive":"����","clean_negative":""}'
-- => 'bytes of Latin-1' | '{"generator":"a1111","model_name":null,"model_hash_short":null,"model_hash_full":null,"hash_type":null,"steps":20,"sampler":null,"scheduler":null,"cfg_scale":null,"seed":1,"subseed":null,"subseed_strength":null,"clip_skip":null,"denoising_strength":null,"width":8,"height":8,"size_raw":"8x8","hires_upscaler":null,"hires_steps":null,"hires_denoising":null,"vae":null,"vae_hash":null,"refiner_model":null,"refiner_switch_at":null,"tiling":null,"face_restoration":null,"version_tag":null,"generation_timestamp":null,"seed_text":"1","truncated":0,"metadata_hash":"bd793acd13d901c972cb8dbb0b458577f1c843c47f8927473c1b912cea459c8c","params":{"Steps":"20","Seed":"1","Note":"��","Size":"8x8"},"raw_positive":"��","raw_negative":"","clean_positive":"��","clean_negative":""}'
-- => 'no-break and ideographic space' | '{"generator":"a1111","model_name":null,"model_hash_short":null,"model_hash_full":null,"hash_type":null,"steps":20,"sampler":null,"scheduler":null,"cfg_scale":null,"seed":1,"subseed":null,"subseed_strength":null,"clip_skip":null,"denoising_strength":null,"width":8,"height":8,"size_raw":"8x8","hires_upscaler":null,"hires_steps":null,"hires_denoising":null,"vae":null,"vae_hash":null,"refiner_model":null,"refiner_switch_at":null,"tiling":null,"face_restoration":null,"version_tag":null,"generation_timestamp":null,"seed_text":"1","truncated":0,"metadata_hash":"9756c67fba7a48a7978f7286f2f9bcf9391c23b49fd8df23474b4aebcc01bd35","params":{"Steps":"20","Seed":"1","Note":"a","Size":"8x8"},"raw_positive":"a","raw_negative":"","clean_positive":"a","clean_negative":""}'
-- => 'line separator' | '{"generator":"a1111","model_name":null,"model_hash_short":null,"model_hash_full":null,"hash_type":null,"steps":20,"sampler":null,"scheduler":null,"cfg_scale":null,"seed":1,"subseed":null,"subseed_strength":null,"clip_skip":null,"denoising_strength":null,"width":8,"height":8,"size_raw":"8x8","hires_upscaler":null,"hires_steps":null,"hires_denoising":null,"vae":null,"vae_hash":null,"refiner_model":null,"refiner_switch_at":null,"tiling":null,"face_restoration":null,"version_tag":null,"generation_timestamp":null,"seed_text":"1","truncated":0,"metadata_hash":"48a5ca863fe1e2a70479be9a383e668d47e2e8d8163b15fcc23733f9234a5ef2","params":{"Steps":"20","Seed":"1","Note":"a{U+2028}b","Size":"8x8"},"raw_positive":"a{U+2028}b","raw_negative":"","clean_positive":"a{U+2028}b","clean_negative":""}'
-- => 'dotted I' | '{"generator":"a1111","model_name":null,"model_hash_short":null,"model_hash_full":null,"hash_type":null,"steps":20,"sampler":null,"scheduler":null,"cfg_scale":null,"seed":1,"subseed":null,"subseed_strength":null,"clip_skip":null,"denoising_strength":null,"width":8,"height":8,"size_raw":"8x8","hires_upscaler":null,"hires_steps":null,"hires_denoising":null,"vae":null,"vae_hash":null,"refiner_model":null,"refiner_switch_at":null,"tiling":null,"face_restoration":null,"version_tag":null,"generation_timestamp":null,"seed_text":"1","truncated":0,"metadata_hash":"fb379a13188eb2259e94d3520ed6add5398e10c60f5be57cc63162191c72da07","params":{"Steps":"20","Seed":"1","Note":"İ <LORA:ıx:1>","Size":"8x8"},"raw_positive":"İ <LORA:ıx:1>","raw_negative":"","clean_positive":"İ","clean_negative":""}'
-- => 'long s, Kelvin sign' | '{"generator":"a1111","model_name":null,"model_hash_short":null,"model_hash_full":null,"hash_type":null,"steps":20,"sampler":null,"scheduler":null,"cfg_scale":null,"seed":1,"subseed":null,"subseed_strength":null,"clip_skip":null,"denoising_strength":null,"width":8,"height":8,"size_raw":"8x8","hires_upscaler":null,"hires_steps":null,"hires_denoising":null,"vae":null,"vae_hash":null,"refiner_model":null,"refiner_switch_at":null,"tiling":null,"face_restoration":null,"version_tag":null,"generation_timestamp":null,"seed_text":"1","truncated":0,"metadata_hash":"e514af0d885db84ed24d8e298c4c0a1a0823d34682077cbb0a80fab7ba1463ce","params":{"Steps":"20","Seed":"1","Note":"ſ K <lora:KK:1>","Size":"8x8"},"raw_positive":"ſ K <lora:KK:1>","raw_negative":"","clean_positive":"ſ K","clean_negative":""}'
-- => 'combining' | '{"generator":"a1111","model_name":null,"model_hash_short":null,"model_hash_full":null,"hash_type":null,"steps":20,"sampler":null,"scheduler":null,"cfg_scale":null,"seed":1,"subseed":null,"subseed_strength":null,"clip_skip":null,"denoising_strength":null,"width":8,"height":8,"size_raw":"8x8","hires_upscaler":null,"hires_steps":null,"hires_denoising":null,"vae":null,"vae_hash":null,"refiner_model":null,"refiner_switch_at":null,"tiling":null,"face_restoration":null,"version_tag":null,"generation_timestamp":null,"seed_text":"1","truncated":0,"metadata_hash":"260976213979f1503d2ecd5b30cf5545f6607f94d2a2066712b09c2cf9ec07f7","params":{"Steps":"20","Seed":"1","Note":"é <lora:né:1>","Size":"8x8"},"raw_positive":"é <lora:né:1>","raw_negative":"","clean_positive":"é","clean_negative":""}'

SELECT what, sd_canonical(x), sd_loras(x), sd_detect(x) FROM bytes;
-- => 'NUL inside' | '{"clean_negative":"","clean_positive":"ab","raw_negative":"","raw_positive":"ab"}' | '[]' | NULL
-- => 'NUL alone' | NULL | NULL | NULL
-- => 'byte order mark' | '{"clean_negative":"","clean_positive":"a","raw_negative":"","raw_positive":"a"}' | '[]' | NULL
-- => 'CRLF, CR' | '{"clean_negative":"","clean_positive":"a\nb\nc","raw_negative":"","raw_positive":"a\nb\nc"}' | '[]' | NULL
-- => 'two bytes' | '{"clean_negative":"","clean_positive":"é ß","raw_negative":"","raw_positive":"é ß"}' | '[]' | NULL
-- => 'three bytes' | '{"clean_negative":"","clean_positive":"朝焼け、海藻","raw_negative":"","raw_positive":"朝焼け、海藻"}' | '[]' | NULL
-- => 'four bytes' | '{"clean_negative":"","clean_positive":"🌿 a 🌿","raw_negative":"","raw_positive":"🌿 a 🌿"}' | '[]' | NULL
-- => 'lone continuation' | '{"clean_negative":"","clean_positive":"a�b","raw_negative":"","raw_positive":"a�b"}' | '[]' | NULL
-- => 'cut sequence' | '{"clean_negative":"","clean_positive":"a�","raw_negative":"","raw_positive":"a�"}' | '[]' | NULL
-- => 'overlong' | '{"clean_negative":"","clean_positive":"��","raw_negative":"","raw_positive":"��"}' | '[]' | NULL
-- => 'high surrogate' | '{"clean_negative":"","clean_positive":"a���b","raw_negative":"","raw_positive":"a���b"}' | '[]' | NULL
-- => 'low surrogate' | '{"clean_negative":"","clean_positive":"���","raw_negative":"","raw_positive":"���"}' | '[]' | NULL
-- => 'surrogate pair in six bytes' | '{"clean_negative":"","clean_positive":"������","raw_negative":"","raw_positive":"������"}' | '[]' | NULL
-- => 'beyond Unicode' | '{"clean_negative":"","clean_positive":"����","raw_negative":"","raw_positive":"����"}' | '[]' | NULL
-- => 'bytes of Latin-1' | '{"clean_negative":"","clean_positive":"��","raw_negative":"","raw_positive":"��"}' | '[]' | NULL
-- => 'no-break and ideographic space' | '{"clean_negative":"","clean_positive":"a","raw_negative":"","raw_positive":"a"}' | '[]' | NULL
-- => 'line separator' | '{"clean_negative":"","clean_positive":"a{U+2028}b","raw_negative":"","raw_positive":"a{U+2028}b"}' | '[]' | NULL
-- => 'dotted I' | '{"clean_negative":"","clean_positive":"İ","raw_negative":"","raw_positive":"İ <LORA:ıx:1>"}' | '[{"lora_name":"ıx","raw_name":"ıx","weight":1.0,"unet_weight":null,"te_weight":null,"context":"positive","position_index":0,"lora_hash":null,"origin":"tag","stage":"base"}]' | NULL
-- => 'long s, Kelvin sign' | '{"clean_negative":"","clean_positive":"ſ K","raw_negative":"","raw_positive":"ſ K <lora:KK:1>"}' | '[{"lora_name":"KK","raw_name":"KK","weight":1.0,"unet_weight":null,"te_weight":null,"context":"positive","position_index":0,"lora_hash":null,"origin":"tag","stage":"base"}]' | NULL
-- => 'combining' | '{"clean_negative":"","clean_positive":"é","raw_negative":"","raw_positive":"é <lora:né:1>"}' | '[{"lora_name":"né","raw_name":"né","weight":1.0,"unet_weight":null,"te_weight":null,"context":"positive","position_index":0,"lora_hash":null,"origin":"tag","stage":"base"}]' | NULL

SELECT what, sd_params('a
Steps: 20, Seed: 1, Size: 8x8, ' || x || 'k: "\ud83d \ud83c\udf3f \u0000 ' || x || '"') FROM bytes;
-- => 'NUL inside' | '{"Steps":"20","Seed":"1","Size":"8x8","abk":"� 🌿  ab"}'
-- => 'NUL alone' | '{"Steps":"20","Seed":"1","Size":"8x8","k":"� 🌿  "}'
-- => 'byte order mark' | '{"Steps":"20","Seed":"1","Size":"8x8","ak":"� 🌿  a"}'
-- => 'CRLF, CR' | '{"Steps":"20","Seed":"1","Size":"8x8"}'
-- => 'two bytes' | '{"Steps":"20","Seed":"1","Size":"8x8","é ßk":"� 🌿  é ß"}'
-- => 'three bytes' | '{"Steps":"20","Seed":"1","Size":"8x8"}'
-- => 'four bytes' | '{"Steps":"20","Seed":"1","Size":"8x8"}'
-- => 'lone continuation' | '{"Steps":"20","Seed":"1","Size":"8x8"}'
-- => 'cut sequence' | '{"Steps":"20","Seed":"1","Size":"8x8"}'
-- => 'overlong' | '{"Steps":"20","Seed":"1","Size":"8x8"}'
-- => 'high surrogate' | '{"Steps":"20","Seed":"1","Size":"8x8"}'
-- => 'low surrogate' | '{"Steps":"20","Seed":"1","Size":"8x8"}'
-- => 'surrogate pair in six bytes' | '{"Steps":"20","Seed":"1","Size":"8x8"}'
-- => 'beyond Unicode' | '{"Steps":"20","Seed":"1","Size":"8x8"}'
-- => 'bytes of Latin-1' | '{"Steps":"20","Seed":"1","Size":"8x8"}'
-- => 'no-break and ideographic space' | '{"Steps":"20","Seed":"1","Size":"8x8"}'
-- => 'line separator' | '{"Steps":"20","Seed":"1","Size":"8x8"}'
-- => 'dotted I' | '{"Steps":"20","Seed":"1","Size":"8x8"}'
-- => 'long s, Kelvin sign' | '{"Steps":"20","Seed":"1","Size":"8x8"}'
-- => 'combining' | '{"Steps":"20","Seed":"1","Size":"8x8"}'

-- Length is that of the text, escapes and all.
SELECT length(sd_clean(x)), length(CAST(sd_clean(x) AS BLOB)) FROM bytes;
-- => 2 | 2
-- => 0 | 0
-- => 1 | 1
-- => 5 | 5
-- => 3 | 5
-- => 6 | 18
-- => 5 | 11
-- => 3 | 5
-- => 2 | 4
-- => 2 | 6
-- => 5 | 11
-- => 3 | 9
-- => 6 | 18
-- => 4 | 12
-- => 2 | 6
-- => 1 | 1
-- => 3 | 5
-- => 1 | 2
-- => 3 | 4
-- => 1 | 2

-- A long text, and one beyond the 64 KiB of a prompt.
SELECT length(sd_clean(long)), json_extract(sd_parse(long), '$.truncated'), length(json_extract(sd_parse(long), '$.raw_positive'))
FROM (SELECT replace(hex(zeroblob(40000)), '00', 'é') AS long);
-- => 40000 | 1 | 32768

SELECT json_array_length(sd_tags(list)), json_array_length(sd_loras(list))
FROM (SELECT replace(hex(zeroblob(2000)), '00', 'a <lora:moss:1>, ') AS list);
-- => 2000 | 2000
